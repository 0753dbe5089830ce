import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { type Share, ShareBars } from '../../ui/ShareBars.tsx'
import {
  useChannelLabel,
  useDeliveryStatusLabel,
  useOrderStatusLabel,
  usePaymentMethodLabel,
} from '../orders/labels.ts'
import { useUnits } from '../reports/useUnits.ts'
import type { Stats } from './stats.ts'

/** The orders of the period by status, delivery, payment and channel. */
export function Breakdown({ stats }: { stats: Stats }) {
  const { t } = useTranslation('overview')
  const { money } = useFormat()
  const units = useUnits()
  const statusLabel = useOrderStatusLabel()
  const deliveryLabel = useDeliveryStatusLabel()
  const methodLabel = usePaymentMethodLabel()
  const channelLabel = useChannelLabel()
  const share = (key: string, label: string, count: number, revenue?: number): Share => ({
    key,
    label,
    amount: count,
    figure: units.orders(count),
    ...(revenue === undefined ? {} : { detail: money(revenue) }),
  })
  const lists: [title: string, note: string | undefined, shares: Share[]][] = [
    [
      t('by.status'),
      undefined,
      stats.ordersByStatus.map((row) => share(row.status, statusLabel(row.status), row.count)),
    ],
    [
      t('by.delivery'),
      undefined,
      stats.deliveryStatus.map((row) => share(row.status, deliveryLabel(row.status), row.count)),
    ],
    [
      t('by.payment'),
      t('by.withRevenue'),
      stats.paymentMethods.map((row) =>
        share(row.payment_method, methodLabel(row.payment_method), row.count, row.revenue),
      ),
    ],
    [
      t('by.channel'),
      t('by.withRevenue'),
      stats.salesChannels.map((row) =>
        share(
          row.channel ?? '',
          row.channel ? channelLabel(row.channel) : t('by.none'),
          row.count,
          row.revenue,
        ),
      ),
    ],
  ]
  if (stats.ordersByStatus.length === 0) return null
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      {lists.map(([title, note, shares]) => (
        <Card key={title} title={title} note={note}>
          <ShareBars label={title} shares={shares} percent />
        </Card>
      ))}
    </SimpleGrid>
  )
}

/** The products of which most pieces were sold. */
export function BestSellers({ products }: { products: Stats['topProducts'] }) {
  const { t } = useTranslation('overview')
  const { money } = useFormat()
  const units = useUnits()
  const { can } = usePermissions()
  const name = ({ id, name: text }: Stats['topProducts'][number]) =>
    can('products:read') ? (
      <LinkAnchor to="/products/$productId" params={{ productId: String(id) }} size="sm" c="inherit">
        {text}
      </LinkAnchor>
    ) : (
      text
    )
  return (
    <Card title={t('best.title')}>
      {products.length === 0 && <Nothing text={t('best.none')} />}
      <ShareBars
        label={t('best.title')}
        shares={products.map((product) => ({
          key: product.id,
          label: name(product),
          amount: product.total_sold,
          figure: units.pieces(product.total_sold),
          detail: money(product.total_revenue),
        }))}
      />
    </Card>
  )
}

/** The customers who bought most. */
export function TopCustomers({ customers }: { customers: Stats['topCustomers'] }) {
  const { t } = useTranslation('overview')
  const { money } = useFormat()
  const units = useUnits()
  return (
    <Card title={t('customers.title')}>
      {customers.length === 0 && <Nothing text={t('customers.none')} />}
      <ShareBars
        label={t('customers.title')}
        shares={customers.map((customer) => ({
          key: customer.id,
          label: customer.name,
          amount: customer.total_revenue,
          figure: money(customer.total_revenue),
          detail: units.orders(customer.order_count),
        }))}
      />
    </Card>
  )
}

function Nothing({ text }: { text: string }) {
  return (
    <Text c="dimmed" size="sm">
      {text}
    </Text>
  )
}
