import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import type { PreviewRow } from './api.ts'
import { type Numbered, PreviewSection } from './PreviewSection.tsx'

const tones = { create: 'success', update: 'progress', skip: 'neutral' } as const

export function PreviewTable({ rows }: { rows: PreviewRow[] }) {
  const { t } = useTranslation('imports')
  const { number } = useFormat()
  const columns: Column<Numbered<PreviewRow>>[] = [
    { key: 'name', header: t('preview.name'), primary: true, render: (row) => <bdi>{row.name ?? '–'}</bdi> },
    { key: 'sku', header: t('preview.sku'), render: (row) => <bdi>{row.sku ?? '–'}</bdi> },
    {
      key: 'category',
      header: t('preview.category'),
      render: (row) => <bdi>{row.categories.map((path) => path.join(' › ')).join(', ') || '–'}</bdi>,
    },
    {
      key: 'price',
      header: t('preview.price'),
      align: 'end',
      render: (row) => <Money amount={row.price} />,
    },
    {
      key: 'stock',
      header: t('preview.stock'),
      align: 'end',
      render: (row) => (typeof row.stock === 'number' ? number(row.stock) : '–'),
    },
    {
      key: 'action',
      header: t('preview.action'),
      render: (row) => <StatusBadge tone={tones[row.action]} label={t(`action.${row.action}`)} />,
    },
  ]
  return <PreviewSection rows={rows} columns={columns} />
}
