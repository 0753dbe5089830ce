import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type OrderRow, ordersQuery } from '../orders/api.ts'
import { canShip } from '../orders/status.ts'

type OrderPickerProps = {
  value: string | null
  onChange: (order: OrderRow | null) => void
  error: ReactNode
}

/** Chooses an order that can still be sent, by its number or its customer; the server searches. */
export function OrderPicker({ value, onChange, error }: OrderPickerProps) {
  const { t } = useTranslation('shipments')
  const { t: searching } = useTranslation('orders')
  const { money } = useFormat()
  const [text, setText] = useState('')
  const [picked, setPicked] = useState<OrderRow | null>(null)
  const [search] = useDebouncedValue(text, 250)
  const labelOf = (order: OrderRow) =>
    [order.order_number, order.customer_name, money(order.final_amount)].filter(Boolean).join(' · ')
  const wanted = picked && search === labelOf(picked) ? '' : search.trim()
  const orders = useQuery(ordersQuery(useApi(), { search: wanted }))
  // While the answer is on its way, Enter must not take an order from the search before.
  const waiting = search !== text || orders.isPlaceholderData
  const found = waiting ? [] : (orders.data?.orders ?? []).filter((order) => canShip(order.status))
  const options = picked && !found.some((one) => one.id === picked.id) ? [picked, ...found] : found

  function pick(id: string | null) {
    const order = options.find((one) => String(one.id) === id) ?? null
    setPicked(order)
    onChange(order)
  }

  return (
    <Select
      label={t('fields.order')}
      placeholder={t('create.findOrder')}
      required
      searchable
      data-autofocus
      searchValue={text}
      onSearchChange={setText}
      filter={({ options: all }) => all}
      nothingFoundMessage={waiting ? searching('form.searching') : t('create.noOrder')}
      data={options.map((one) => ({ value: String(one.id), label: labelOf(one) }))}
      value={value}
      onChange={pick}
      error={error}
    />
  )
}
