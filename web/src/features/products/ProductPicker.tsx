import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { productsQuery } from './api.ts'

type Picked = { id: number; name: string }

type ProductPickerProps = {
  label: string
  placeholder?: string
  value: Picked | null
  onChange: (product: Picked | null) => void
}

/** Chooses one product by name, SKU or barcode; the server searches. */
export function ProductPicker({ label, placeholder, value, onChange }: ProductPickerProps) {
  const { t } = useTranslation('products')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text, 250)
  const wanted = search === value?.name ? '' : search
  const { data } = useQuery(productsQuery(useApi(), { search: wanted, active: 'all', limit: 20 }))
  const found = data?.products ?? []
  const options = value && !found.some((product) => product.id === value.id) ? [value, ...found] : found
  return (
    <Select
      label={label}
      placeholder={placeholder}
      miw={0}
      w={{ base: '100%', xs: 300 }}
      searchable
      clearable
      searchValue={text}
      onSearchChange={setText}
      filter={({ options: all }) => all}
      nothingFoundMessage={t('nothingFound.title')}
      data={options.map((product) => ({ value: String(product.id), label: product.name }))}
      value={value ? String(value.id) : null}
      onChange={(id) => onChange(options.find((product) => String(product.id) === id) ?? null)}
    />
  )
}
