import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { Money } from '../../ui/Money.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { OrderBadge } from '../orders/StatusBadges.tsx'
import { isOneOf, orderStatuses } from '../orders/status.ts'
import type { OrderPreviewRow } from './api.ts'
import { type Numbered, PreviewSection } from './PreviewSection.tsx'

const tones = { create: 'success', keep: 'neutral', skip: 'neutral' } as const

export function OrderPreviewTable({ rows }: { rows: OrderPreviewRow[] }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const columns: Column<Numbered<OrderPreviewRow>>[] = [
    {
      key: 'order',
      header: t('preview.order'),
      primary: true,
      render: (row) => <bdi>{row.order_number ?? '–'}</bdi>,
    },
    {
      key: 'when',
      header: t('preview.when'),
      render: (row) => (row.created_at === null ? '–' : <DateTime value={row.created_at} />),
    },
    {
      key: 'status',
      header: t('history.status'),
      render: (row) => (isOneOf(orderStatuses, row.status) ? <OrderBadge status={row.status} /> : '–'),
    },
    { key: 'customer', header: t('preview.customer'), render: (row) => <bdi>{row.customer ?? '–'}</bdi> },
    {
      key: 'pieces',
      header: t('preview.pieces'),
      align: 'end',
      render: (row) => number(row.quantity ?? 0),
    },
    {
      key: 'total',
      header: t('preview.total'),
      align: 'end',
      render: (row) => <Money amount={row.final_amount} />,
    },
    {
      key: 'action',
      header: t('preview.action'),
      render: (row) => <StatusBadge tone={tones[row.action]} label={t(`action.${row.action}`)} />,
    },
  ]
  return <PreviewSection rows={rows} columns={columns} />
}
