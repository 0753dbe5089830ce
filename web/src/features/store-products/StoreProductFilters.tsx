import { Autocomplete, Button, Collapse, Group, Paper, Select } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { useSettledCallback } from '../../ui/useSettledCallback.ts'
import { storeBrandsQuery, storeCategoriesQuery } from './api.ts'
import { orderingKeys, orderings, sources } from './choices.ts'
import classes from './StoreProducts.module.css'
import { filtersInForce, type StoreProductsSearch } from './search.ts'
import { useSourceLabel } from './useChoiceLabels.ts'

type FiltersProps = {
  search: StoreProductsSearch
  /** Hosts of stores, for suggestions. */
  stores: string[]
  onChange: (change: Partial<Record<keyof StoreProductsSearch, unknown>>) => void
}

/** Search and order in one line; everything else folded away behind a button that says how much is in force. */
export function StoreProductFilters({ search, stores, onChange }: FiltersProps) {
  const { t } = useTranslation('store-products')
  const inForce = filtersInForce(search)
  const [opened, panel] = useDisclosure(inForce > 0)
  return (
    <>
      <Group mb="sm" gap="sm" className={classes.filters}>
        <SearchInput
          className={classes.search}
          value={search.q ?? ''}
          label={t('filters.search')}
          onSearch={(text) => onChange({ q: text.trim() === '' ? undefined : text })}
        />
        <Select
          className={classes.order}
          aria-label={t('filters.order')}
          data={orderings.map((one) => ({ value: one, label: t(orderingKeys[one]) }))}
          value={search.order ?? orderings[0]}
          allowDeselect={false}
          onChange={(value) => onChange({ order: value === orderings[0] ? undefined : value })}
        />
        <Button
          variant={inForce > 0 ? 'light' : 'default'}
          leftSection={<IconAdjustmentsHorizontal size={18} aria-hidden />}
          aria-expanded={opened}
          onClick={panel.toggle}
        >
          {inForce > 0 ? t('filters.showActive', { count: inForce }) : t('filters.show')}
        </Button>
      </Group>
      <Collapse expanded={opened}>
        <Panel search={search} stores={stores} onChange={onChange} />
      </Collapse>
    </>
  )
}

function Panel({ search, stores, onChange }: FiltersProps) {
  const { t } = useTranslation('store-products')
  const source = useSourceLabel()
  const api = useApi()
  const { data: categories = [] } = useQuery(storeCategoriesQuery(api))
  const { data: brands = [] } = useQuery(storeBrandsQuery(api))
  const yesOrNo = (name: 'stock' | 'active' | 'discount', label: string, yes: string, no: string) => (
    <Select
      label={label}
      placeholder={t('filters.all')}
      clearable
      data={[
        { value: 'true', label: yes },
        { value: 'false', label: no },
      ]}
      value={search[name] ?? null}
      onChange={(value) => onChange({ [name]: value ?? undefined })}
    />
  )
  return (
    <Paper className={classes.panel}>
      <div className={classes.panelGrid}>
        <Select
          label={t('filters.source')}
          placeholder={t('filters.all')}
          clearable
          data={sources.map((one) => ({ value: one, label: source(one) }))}
          value={search.source ?? null}
          onChange={(value) => onChange({ source: value ?? undefined })}
        />
        <TypedFilter
          label={t('filters.store')}
          value={search.store}
          suggestions={stores}
          onType={(store) => onChange({ store })}
        />
        <TypedFilter
          label={t('filters.category')}
          value={search.category}
          suggestions={categories}
          onType={(category) => onChange({ category })}
        />
        <TypedFilter
          label={t('filters.brand')}
          value={search.brand}
          suggestions={brands}
          onType={(brand) => onChange({ brand })}
        />
        {yesOrNo('stock', t('filters.stock'), t('stock.in'), t('stock.out'))}
        {yesOrNo('active', t('filters.state'), t('state.active'), t('state.inactive'))}
        {yesOrNo('discount', t('filters.discount'), t('filters.discounted'), t('filters.notDiscounted'))}
        <AmountFilter label={t('filters.min')} value={search.min} onType={(min) => onChange({ min })} />
        <AmountFilter label={t('filters.max')} value={search.max} onType={(max) => onChange({ max })} />
      </div>
      {filtersInForce(search) > 0 && (
        <Button
          mt="sm"
          size="compact-sm"
          variant="subtle"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={() =>
            onChange({
              source: undefined,
              store: undefined,
              category: undefined,
              brand: undefined,
              stock: undefined,
              active: undefined,
              discount: undefined,
              min: undefined,
              max: undefined,
            })
          }
        >
          {t('filters.clear')}
        </Button>
      )}
    </Paper>
  )
}

/** Keeps what is being typed; a change from elsewhere (a cleared filter, the way back) replaces it. */
function useTyped<T>(value: T, send: (value: T) => void): [T, (next: T) => void] {
  const [typed, setTyped] = useState(value)
  const sent = useRef(value)
  const { announce } = useSettledCallback((next: T) => {
    sent.current = next
    send(next)
  }, 350)
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setTyped(value)
  }, [value])
  return [
    typed,
    (next) => {
      setTyped(next)
      announce(next)
    },
  ]
}

type TypedFilterProps = {
  label: string
  value: string | undefined
  suggestions: string[]
  onType: (text: string | undefined) => void
}

function TypedFilter({ label, value, suggestions, onType }: TypedFilterProps) {
  const { t } = useTranslation('store-products')
  const [text, setText] = useTyped(value ?? '', (next) =>
    onType(next.trim() === '' ? undefined : next.trim()),
  )
  return (
    <Autocomplete
      label={label}
      placeholder={t('filters.all')}
      clearable
      limit={50}
      maxLength={200}
      data={suggestions}
      value={text}
      onChange={setText}
    />
  )
}

type AmountFilterProps = {
  label: string
  value: number | undefined
  onType: (amount: number | undefined) => void
}

/** Compares with the price of each product in its own currency, so it names none. */
function AmountFilter({ label, value, onType }: AmountFilterProps) {
  const [amount, setAmount] = useTyped(value ?? null, (next) => onType(next ?? undefined))
  return <MoneyInput label={label} rightSection={null} value={amount} onChange={setAmount} />
}
