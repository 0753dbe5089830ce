import './print.css'
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import type { Order } from './api.ts'
import { fromMinor, type Totals } from './cart.ts'
import { usePaymentMethodLabel } from './labels.ts'

export type Sheet = 'a4' | 'receipt'

const pages: Record<Sheet, string> = {
  a4: '@page { size: A4; margin: 15mm }',
  receipt: '@page { size: 80mm 200mm; margin: 4mm }',
}

type PrintedOrderProps = { order: Order; totals: Totals; sheet: Sheet; onDone: () => void }

/** The order on paper: opens the print dialog as soon as it is mounted and reports when the dialog has closed. */
export function PrintedOrder({ order, totals, sheet, onDone }: PrintedOrderProps) {
  const { t } = useTranslation('orders')
  const { number, money, dateTime } = useFormat()
  const { workspace } = useUser()
  const method = usePaymentMethodLabel()

  // biome-ignore lint/correctness/useExhaustiveDependencies: printing again on every render would never end.
  useEffect(() => {
    window.addEventListener('afterprint', onDone, { once: true })
    // The portal is in the document one frame after this effect.
    const frame = requestAnimationFrame(() => window.print())
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('afterprint', onDone)
    }
  }, [])

  const sums: [string, string][] = [
    [t('totals.total'), money(fromMinor(totals.total))],
    [t('totals.discount'), money(fromMinor(-totals.discount))],
    [t('totals.shipping'), money(fromMinor(totals.shipping))],
    [t('totals.final'), money(fromMinor(totals.final))],
  ]
  const address = order.shipping_address ?? order.customer_address
  const phone = order.shipping_phone ?? order.customer_phone

  return createPortal(
    <>
      <style>{pages[sheet]}</style>
      <article className="printed-order" data-sheet={sheet}>
        <header>
          <strong>
            <bdi>{workspace.name}</bdi>
          </strong>
          <h1>{t('print.title', { number: order.order_number })}</h1>
          <p>{dateTime(order.created_at)}</p>
          <p>
            <bdi>{order.customer_name ?? t('walkIn')}</bdi>
            {phone && <bdi dir="ltr"> · {phone}</bdi>}
          </p>
          {address && (
            <p>
              <bdi>{address}</bdi>
            </p>
          )}
        </header>
        <table>
          <thead>
            <tr>
              <th>{t('fields.product')}</th>
              <th>{t('fields.quantity')}</th>
              <th>{t('fields.price')}</th>
              <th>{t('fields.subtotal')}</th>
            </tr>
          </thead>
          <tbody>
            {order.items.map((item) => (
              <tr key={item.id}>
                <td>
                  <bdi>{item.product_name}</bdi>
                  <span className="printed-detail">
                    {number(item.quantity)} × {money(item.price)}
                  </span>
                </td>
                <td>{number(item.quantity)}</td>
                <td>{money(item.price)}</td>
                <td>{money(item.subtotal)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {sums.map(([label, amount]) => (
              <tr key={label}>
                <th colSpan={sheet === 'receipt' ? 1 : 3}>{label}</th>
                <td>{amount}</td>
              </tr>
            ))}
          </tfoot>
        </table>
        <footer>
          <p>
            {method(order.payment_method)} · {t(`paymentStatus.${order.payment_status}`)}
          </p>
          {order.notes && (
            <p>
              <bdi>{order.notes}</bdi>
            </p>
          )}
        </footer>
      </article>
    </>,
    document.body,
  )
}
