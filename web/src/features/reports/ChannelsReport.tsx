import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import type { Column } from '../../ui/DataTable.tsx'
import { Money } from '../../ui/Money.tsx'
import { ShareBars } from '../../ui/ShareBars.tsx'
import { useChannelLabel } from '../orders/labels.ts'
import { type ChannelsReport as Channels, overDays } from './api.ts'
import { ReportFrame } from './ReportFrame.tsx'
import { ReportTable } from './ReportTable.tsx'
import type { Days } from './ranges.ts'
import { useUnits } from './useUnits.ts'

type ChannelRow = Channels['sales_by_channel'][number]

/** Where orders came from. */
export function ChannelsReport({ days }: { days: Days }) {
  const { t } = useTranslation('reports')
  const { money, roundedMoney } = useFormat()
  const units = useUnits()
  const channelLabel = useChannelLabel()
  const source = overDays('sales-channels', days)
  const name = (row: ChannelRow) => (row.channel ? channelLabel(row.channel) : t('noChannel'))
  const columns: Column<ChannelRow>[] = [
    {
      key: 'channel',
      header: t('columns.channel'),
      primary: true,
      render: (row) => <bdi>{name(row)}</bdi>,
    },
    {
      key: 'placed',
      header: t('columns.placed'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.order_count)}</bdi>,
    },
    {
      key: 'completed',
      header: t('columns.completed'),
      align: 'end',
      render: (row) => <bdi>{units.orders(row.completed_orders)}</bdi>,
    },
    {
      key: 'average',
      header: t('columns.average'),
      align: 'end',
      render: (row) => <bdi>{roundedMoney(row.avg_order_value)}</bdi>,
    },
    {
      key: 'revenue',
      header: t('columns.revenue'),
      align: 'end',
      render: (row) => <Money amount={row.revenue} />,
    },
  ]
  return (
    <ReportFrame<Channels> source={source} isEmpty={({ sales_by_channel }) => sales_by_channel.length === 0}>
      {({ sales_by_channel }) => (
        <>
          <Card title={t('titles.revenueByChannel')} note={t('notes.completed')}>
            <ShareBars
              label={t('titles.revenueByChannel')}
              percent
              shares={sales_by_channel.map((row) => ({
                key: row.channel ?? '',
                label: name(row),
                amount: row.revenue,
                figure: money(row.revenue),
              }))}
            />
          </Card>
          <ReportTable
            title={t('titles.channels')}
            file={{ source, table: 'sales_by_channel' }}
            columns={columns}
            rows={sales_by_channel}
            rowKey={(row) => row.channel ?? ''}
          />
        </>
      )}
    </ReportFrame>
  )
}
