import { useTranslation } from 'react-i18next'
import { deliveryStatuses, isOneOf, orderStatuses, paymentMethods } from './status.ts'

const brands: Record<string, string> = {
  tiktok: 'TikTok Shop',
  shopee: 'Shopee',
  lazada: 'Lazada',
  facebook: 'Facebook',
  woocommerce: 'WooCommerce',
}

/** Orders of a connected shop never move stock here: the shop counts its own. */
export function isShopOrder(order: { sales_channel: string | null }): boolean {
  return order.sales_channel === 'woocommerce'
}

/** Names of sales channels: ours translated, brands as they are, free text as it was typed. */
export function useChannelLabel(): (channel: string | null) => string {
  const { t } = useTranslation('orders')
  return (channel) => {
    if (channel === null || channel === '') return '–'
    if (isOneOf(['store', 'online', 'other'] as const, channel)) return t(`channel.${channel}`)
    return brands[channel] ?? channel
  }
}

/** Names of payment methods; the server allows any text here. */
export function usePaymentMethodLabel(): (method: string) => string {
  const { t } = useTranslation('orders')
  return (method) => (isOneOf(paymentMethods, method) ? t(`paymentMethod.${method}`) : method)
}

/** Names of order statuses, as the badges have them. */
export function useOrderStatusLabel(): (status: string) => string {
  const { t } = useTranslation('orders')
  return (status) => (isOneOf(orderStatuses, status) ? t(`status.${status}`) : status)
}

/** Names of delivery statuses, as the badges have them. */
export function useDeliveryStatusLabel(): (status: string) => string {
  const { t } = useTranslation('orders')
  return (status) => (isOneOf(deliveryStatuses, status) ? t(`delivery.${status}`) : status)
}
