import './printed-order.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi, useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { PrintSheet } from '../../ui/print/PrintSheet.tsx'
import type { invoicePapers } from '../../ui/print/papers.ts'
import { branchesQuery } from '../branches/api.ts'
import type { Order } from './api.ts'
import { fromMinor, type Totals } from './cart.ts'
import { usePaymentMethodLabel } from './labels.ts'

export type InvoicePaper = (typeof invoicePapers)[number]

type PrintedOrderProps = {
  order: Order
  totals: Totals
  paper: InvoicePaper
  /** What was handed over at the counter, in major units. */
  cash?: { received: number; change: string } | undefined
  onDone: () => void
}

/** The invoice on a sheet, the receipt on a roll: opens the print dialog as soon as it is mounted. */
export function PrintedOrder({ order, totals, paper, cash, onDone }: PrintedOrderProps) {
  const { t } = useTranslation('orders')
  const { number, money } = useFormat()
  const method = usePaymentMethodLabel()
  const branches = useQuery({ ...branchesQuery(useApi()), enabled: order.branch_id !== null })
  const branch = branches.data?.find((one) => one.id === order.branch_id)
  const narrow = paper === 'roll80' || paper === 'roll58'

  const sums: [string, string][] = [[t('totals.total'), money(fromMinor(totals.total))]]
  if (totals.discount > 0n) sums.push([t('totals.discount'), money(fromMinor(-totals.discount))])
  if (totals.shipping > 0n) sums.push([t('totals.shipping'), money(fromMinor(totals.shipping))])

  return (
    <PrintSheet paper={paper} ready={!branches.isLoading} onDone={onDone}>
      <div className="printed-order" data-narrow={narrow || undefined}>
        <Header order={order} branch={branch} />
        <table>
          <thead>
            <tr>
              <th>{t('fields.product')}</th>
              {!narrow && <th>{t('fields.quantity')}</th>}
              {!narrow && <th>{t('fields.price')}</th>}
              <th>{t('fields.subtotal')}</th>
            </tr>
          </thead>
          <tbody>
            {order.items.map((item) => (
              <tr key={item.id}>
                <td>
                  <bdi>{item.product_name}</bdi>
                  {narrow && (
                    <span className="printed-detail">
                      {number(item.quantity)} × <bdi>{money(item.price)}</bdi>
                    </span>
                  )}
                </td>
                {!narrow && <td>{number(item.quantity)}</td>}
                {!narrow && (
                  <td>
                    <bdi>{money(item.price)}</bdi>
                  </td>
                )}
                <td>
                  <bdi>{money(item.subtotal)}</bdi>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <dl className="printed-sums">
          {sums.map(([label, amount]) => (
            <Sum key={label} label={label} amount={amount} />
          ))}
          <Sum label={t('totals.final')} amount={money(fromMinor(totals.final))} final />
          {cash && <Sum label={t('print.received')} amount={money(cash.received)} />}
          {cash && <Sum label={t('print.change')} amount={money(cash.change)} />}
        </dl>
        <footer>
          <p>
            {t('fields.paymentMethod')}: {method(order.payment_method)} ·{' '}
            {t(`paymentStatus.${order.payment_status}`)}
          </p>
          {order.seller_name && (
            <p>
              {t('fields.seller')}: <bdi>{order.seller_name}</bdi>
            </p>
          )}
          {order.notes && (
            <p>
              <bdi>{order.notes}</bdi>
            </p>
          )}
        </footer>
      </div>
    </PrintSheet>
  )
}

function Sum({ label, amount, final = false }: { label: string; amount: string; final?: boolean }) {
  return (
    <div data-final={final || undefined}>
      <dt>{label}</dt>
      <dd>
        <bdi>{amount}</bdi>
      </dd>
    </div>
  )
}

type Sender = { name: string; address: string | null; phone: string | null } | undefined

function Header({ order, branch }: { order: Order; branch: Sender }) {
  const { t } = useTranslation('orders')
  const { dateTime } = useFormat()
  const { workspace } = useUser()
  const address = order.shipping_address ?? order.customer_address
  const phone = order.shipping_phone ?? order.customer_phone
  return (
    <header>
      <div>
        <p className="printed-shop">
          <bdi>{workspace.name}</bdi>
        </p>
        {branch && (
          <p>
            <bdi>{branch.name}</bdi>
          </p>
        )}
        {branch?.address && (
          <p>
            <bdi>{branch.address}</bdi>
          </p>
        )}
        {branch?.phone && (
          <p>
            <bdi dir="ltr">{branch.phone}</bdi>
          </p>
        )}
      </div>
      <div className="printed-title">
        <h1>{t('print.title', { number: `\u2068${order.order_number}\u2069` })}</h1>
        <p>{dateTime(order.created_at)}</p>
      </div>
      <div className="printed-customer">
        <p>
          {t('fields.customer')}: <bdi>{order.customer_name ?? t('walkIn')}</bdi>
        </p>
        {phone && (
          <p>
            <bdi dir="ltr">{phone}</bdi>
          </p>
        )}
        {address && (
          <p>
            <bdi>{address}</bdi>
          </p>
        )}
      </div>
    </header>
  )
}
