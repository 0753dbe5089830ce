import { Combobox, Group, Loader, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconBarcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type Ref, type RefObject, useImperativeHandle, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Money } from '../../ui/Money.tsx'
import { listProducts, type Product, productsQuery } from '../products/api.ts'
import { ProductImage } from '../products/ProductImage.tsx'
import { exactMatch } from './exact-match.ts'
import classes from './Orders.module.css'

type ProductSearchProps = {
  onPick: (product: Product) => void
  inputRef: RefObject<HTMLInputElement | null>
  /** Told about a code that no product has. */
  onUnknown?: (code: string) => void
  /** Lets a code in that was scanned into another field. */
  handle?: Ref<(code: string) => void>
  /** Keys pressed while nothing is typed. */
  onIdleKey?: (event: KeyboardEvent<HTMLInputElement>) => void
}

/**
 * Finds products by name, SKU or barcode. Enter takes the highlighted one, else the one whose SKU or barcode is exactly
 * the text, which is what a scanner types. The field is empty again at once: codes that are scanned faster than the
 * server answers wait in line. One that no product has comes back, marked, so that the next scan replaces it.
 */
export function ProductSearch({ onPick, inputRef, onUnknown, handle, onIdleKey }: ProductSearchProps) {
  const { t } = useTranslation('orders')
  const api = useApi()
  const toasts = useToasts()
  const [text, setText] = useState('')
  const [scanning, setScanning] = useState(false)
  const [search] = useDebouncedValue(text.trim(), 200)
  const waiting = useRef<string[]>([])
  const handlers = useRef({ onPick, onUnknown })
  handlers.current = { onPick, onUnknown }
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const found = useQuery({ ...productsQuery(api, { search, limit: 8 }), enabled: search !== '' })
  const options = search === '' || text.trim() === '' ? [] : (found.data?.products ?? [])

  function take(product: Product) {
    onPick(product)
    setText('')
    combobox.closeDropdown()
  }

  async function look(code: string) {
    const { products } = await listProducts(api, { search: code, limit: 100 })
    const match = exactMatch(products, code)
    if (match) handlers.current.onPick(match)
    else miss(code)
  }

  function miss(code: string) {
    handlers.current.onUnknown?.(code)
    const input = inputRef.current
    if (input?.value !== '' || waiting.current.length > 0) return
    // At once, for the next scan may begin before the next frame.
    flushSync(() => setText(code))
    if (document.activeElement === input) input.select()
    combobox.openDropdown()
  }

  function takeExact() {
    const code = text.trim()
    if (code === '') return
    setText('')
    combobox.closeDropdown()
    void enqueue(code)
  }

  async function enqueue(code: string) {
    waiting.current.push(code)
    if (scanning) return
    setScanning(true)
    try {
      for (let next = waiting.current.shift(); next !== undefined; next = waiting.current.shift()) {
        await look(next)
      }
    } catch (error) {
      waiting.current = []
      toasts.failure(error)
    } finally {
      setScanning(false)
    }
  }

  useImperativeHandle(handle, () => (code: string) => void enqueue(code))

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(id) => {
        const product = options.find((one) => String(one.id) === id)
        if (product) take(product)
      }}
    >
      <Combobox.Target>
        <TextInput
          ref={inputRef}
          size="md"
          label={t('form.search')}
          description={t('form.searchHint')}
          placeholder={t('form.searchPlaceholder')}
          leftSection={<IconBarcode size={20} aria-hidden />}
          rightSection={(scanning || found.isFetching) && <Loader size={16} />}
          value={text}
          autoComplete="off"
          onChange={(event) => {
            setText(event.currentTarget.value)
            combobox.resetSelectedOption()
            combobox.openDropdown()
          }}
          onFocus={() => text !== '' && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (text === '') onIdleKey?.(event)
            if (event.key !== 'Enter' || combobox.getSelectedOptionIndex() !== -1) return
            event.preventDefault()
            takeExact()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={text.trim() === '' || search === ''}>
        <Combobox.Options aria-label={t('form.search')} className={classes.options}>
          {options.map((product) => (
            <Option key={product.id} product={product} />
          ))}
          {options.length === 0 && (
            <Combobox.Empty>{found.isFetching ? t('form.searching') : t('form.nothingFound')}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function Option({ product }: { product: Product }) {
  const { t } = useTranslation('orders')
  const { number } = useFormat()
  return (
    <Combobox.Option value={String(product.id)} disabled={product.stock === 0}>
      <Group gap="sm" wrap="nowrap">
        <ProductImage url={product.image_url} size={36} />
        <div className={classes.optionText}>
          <Text size="sm" fw={600}>
            <bdi>{product.name}</bdi>
          </Text>
          <Text size="xs" c="dimmed">
            {product.sku && (
              <>
                <bdi>{product.sku}</bdi> ·{' '}
              </>
            )}
            {t('form.inStock', { n: number(product.stock) })}
          </Text>
        </div>
        <Text size="sm" fw={600}>
          <Money amount={product.price} />
        </Text>
      </Group>
    </Combobox.Option>
  )
}
