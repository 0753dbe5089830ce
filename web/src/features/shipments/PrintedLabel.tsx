import './printed-label.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi, useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { Barcode } from '../../ui/print/Barcode.tsx'
import { PrintSheet } from '../../ui/print/PrintSheet.tsx'
import type { labelPapers } from '../../ui/print/papers.ts'
import { branchesQuery } from '../branches/api.ts'
import type { Order } from '../orders/api.ts'
import type { Shipment } from './api.ts'

type PrintedLabelProps = {
  shipment: Shipment
  order: Order
  paper: (typeof labelPapers)[number]
  /** The bars of the tracking number; null prints the number alone. */
  modules: string | null
  /** What the carrier collects from the receiver, in major units; 0 for nothing. */
  collect: number
  onDone: () => void
}

/** What goes on the parcel: sender, receiver, tracking number as a barcode, cash on delivery. */
export function PrintedLabel({ shipment, order, paper, modules, collect, onDone }: PrintedLabelProps) {
  const { t } = useTranslation('shipments')
  const { money, number, date } = useFormat()
  const { workspace } = useUser()
  const branches = useQuery({ ...branchesQuery(useApi()), enabled: order.branch_id !== null })
  const branch = branches.data?.find((one) => one.id === order.branch_id)
  const pieces = order.items.reduce((sum, item) => sum + item.quantity, 0)
  const tracking = shipment.tracking_number

  return (
    <PrintSheet paper={paper} ready={!branches.isLoading} onePage onDone={onDone}>
      <div className="printed-label">
        <header>
          <strong>
            <bdi>{shipment.carrier_name}</bdi>
          </strong>
          <span>{date(shipment.created_at)}</span>
        </header>
        <div className="printed-tracking">
          {modules && <Barcode modules={modules} text={tracking} />}
          <bdi dir="ltr">{tracking}</bdi>
        </div>
        <Party
          title={t('label.from')}
          name={workspace.name}
          lines={[branch?.name, branch?.address, branch?.phone]}
        />
        <Party
          title={t('label.to')}
          name={order.customer_name ?? t('walkIn')}
          lines={[
            order.shipping_address ?? order.customer_address,
            order.shipping_phone ?? order.customer_phone,
          ]}
          large
        />
        <div className="printed-cod">
          <span>{t('label.cod')}</span>
          <strong>
            <bdi>{money(collect)}</bdi>
          </strong>
        </div>
        <footer>
          <p>
            {t('fields.order')}: <bdi>{order.order_number}</bdi> ·{' '}
            {t('label.pieces', { count: pieces, n: number(pieces) })}
          </p>
          {shipment.notes && (
            <p>
              <bdi>{shipment.notes}</bdi>
            </p>
          )}
        </footer>
      </div>
    </PrintSheet>
  )
}

type PartyProps = {
  title: string
  name: string
  lines: (string | null | undefined)[]
  large?: boolean
}

function Party({ title, name, lines, large = false }: PartyProps) {
  return (
    <section data-large={large || undefined}>
      <h2>{title}</h2>
      <p className="printed-name">
        <bdi>{name}</bdi>
      </p>
      {lines.filter(Boolean).map((line) => (
        <p key={line}>
          <bdi>{line}</bdi>
        </p>
      ))}
    </section>
  )
}
