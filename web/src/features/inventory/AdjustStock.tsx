import { Alert, Modal, Select, Stack, Text, Textarea } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { applyFormErrors, useErrorText } from '../../app/errors.ts'
import { keyAfter, newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { DialogButtons } from '../../ui/DialogButtons.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { IntegerInput } from '../../ui/IntegerInput.tsx'
import { productQuery } from '../products/api.ts'
import { ProductPicker } from '../products/ProductPicker.tsx'
import { adjustStock, type MovementType, movementTypes, stockAfter } from './api.ts'

export type Stocked = { id: number; name: string; stock: number }

type AdjustStockProps = {
  /** Null: the dialog asks for it. */
  product: Stocked | null
  opened: boolean
  onClose: () => void
}

/** Books goods in or out, or sets the counted quantity. */
export function AdjustStock({ product, opened, onClose }: AdjustStockProps) {
  const { t } = useTranslation('products')
  const { t: common } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={product ? t('adjust.title', { name: product.name }) : t('actions.adjust')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      {opened && product && <AdjustForm product={product} onClose={onClose} />}
      {opened && !product && <AdjustChosen onClose={onClose} />}
    </Modal>
  )
}

function AdjustChosen({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('products')
  const errorText = useErrorText()
  const [chosen, setChosen] = useState<{ id: number; name: string } | null>(null)
  const product = useQuery({ ...productQuery(useApi(), chosen?.id ?? 0), enabled: chosen !== null })
  const known = chosen !== null && product.data
  return (
    <Stack>
      <ProductPicker
        label={t('inventory.product')}
        placeholder={t('filters.search')}
        value={chosen}
        onChange={setChosen}
      />
      {chosen !== null && product.isError && (
        <Alert color="red" role="alert">
          {errorText(product.error)}
        </Alert>
      )}
      {known && <AdjustForm key={known.id} product={known} onClose={onClose} />}
    </Stack>
  )
}

function AdjustForm({ product, onClose }: { product: Stocked; onClose: () => void }) {
  const { t } = useTranslation('products')
  const { t: common } = useTranslation()
  const { number } = useFormat()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const key = useRef(newRequestKey())
  const [failure, setFailure] = useState<string | null>(null)

  const form = useForm<{ type: MovementType; quantity: number | null; notes: string }>({
    initialValues: { type: 'in', quantity: null, notes: '' },
    validate: { quantity: (value) => (value === null ? common('errors.required') : null) },
  })
  const { type, quantity } = form.values
  const after = quantity === null ? null : stockAfter(product.stock, type, quantity)

  const adjust = useMutation({
    mutationFn: (values: typeof form.values) =>
      adjustStock(
        api,
        {
          product_id: product.id,
          type: values.type,
          quantity: values.quantity ?? 0,
          ...(values.notes.trim() === '' ? {} : { notes: values.notes.trim() }),
        },
        key.current,
      ),
    onMutate: () => setFailure(null),
    onSuccess: async (movement) => {
      toasts.success(t('adjust.done', { name: product.name, stock: number(movement.new_stock) }))
      onClose()
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: ['products'] }),
        queryClient.invalidateQueries({ queryKey: ['inventory'] }),
      ])
    },
    onError: (error) => {
      key.current = keyAfter(error, key.current)
      if (error instanceof ApiError && error.message === 'Insufficient stock') {
        form.setFieldError('quantity', t('adjust.tooMuch'))
      } else setFailure(applyFormErrors(form, error, common))
    },
  })

  return (
    <form onSubmit={form.onSubmit((values) => adjust.mutate(values))} noValidate>
      <Stack>
        <FormFailure text={failure} />
        <Select
          label={t('adjust.type')}
          data={movementTypes.map((one) => ({ value: one, label: t(`movement.${one}`) }))}
          allowDeselect={false}
          {...form.getInputProps('type')}
        />
        <IntegerInput
          label={type === 'adjustment' ? t('adjust.counted') : t('adjust.quantity')}
          required
          data-autofocus
          {...form.getInputProps('quantity')}
          value={quantity}
        />
        <Textarea
          label={t('adjust.notes')}
          autosize
          minRows={2}
          maxLength={1000}
          {...form.getInputProps('notes')}
        />
        <Text
          size="sm"
          c={quantity !== null && after === null ? 'var(--mantine-color-error)' : 'dimmed'}
          aria-live="polite"
        >
          {quantity !== null && after === null
            ? t('adjust.tooMuch')
            : t('adjust.preview', { before: number(product.stock), after: number(after ?? product.stock) })}
        </Text>
        <DialogButtons onCancel={onClose} saving={adjust.isPending} label={t('adjust.submit')} />
      </Stack>
    </form>
  )
}
