import { Alert, Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { useCode128 } from '../../ui/print/Barcode.tsx'
import { labelPapers, usePaper } from '../../ui/print/papers.ts'
import { orderQuery } from '../orders/api.ts'
import type { Shipment } from './api.ts'
import { PrintedLabel } from './PrintedLabel.tsx'

/** Asks for the paper and for what the carrier collects, then prints the label. Mount it only while it is open. */
export function LabelDialog({ shipment, onClose }: { shipment: Shipment; onClose: () => void }) {
  const { t } = useTranslation('shipments')
  const { t: common } = useTranslation()
  const errorText = useErrorText()
  const order = useQuery(orderQuery(useApi(), shipment.order_id))
  const barcode = useCode128(shipment.tracking_number)
  const [paper, setPaper] = usePaper('label', labelPapers)
  const [typed, setTyped] = useState<number | null | undefined>(undefined)
  const [printing, setPrinting] = useState(false)
  const paid = order.data?.payment_status === 'paid' || order.data?.payment_status === 'refunded'
  const proposed = order.data ? (paid ? 0 : order.data.final_amount) : null
  const collect = typed === undefined ? proposed : typed
  const loading = order.isPending || barcode.isPending

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('label.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setPrinting(true)
        }}
      >
        <Stack>
          {order.isError && (
            <Alert color="red" role="alert">
              {errorText(order.error)}
            </Alert>
          )}
          {barcode.data === null && <Alert color="yellow">{t('label.noBarcode')}</Alert>}
          <Select
            label={t('label.paper')}
            allowDeselect={false}
            data={labelPapers.map((one) => ({ value: one, label: common(`papers.${one}`) }))}
            value={paper}
            onChange={(value) => setPaper(labelPapers.find((one) => one === value) ?? paper)}
          />
          <MoneyInput
            label={t('label.collect')}
            description={
              order.data?.payment_status === 'partial' ? t('label.partial') : t('label.collectHint')
            }
            value={collect}
            onChange={setTyped}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {common('actions.cancel')}
            </Button>
            <Button type="submit" loading={loading} disabled={!order.data} data-autofocus>
              {t('label.print')}
            </Button>
          </Group>
        </Stack>
      </form>
      {printing && order.data && (
        <PrintedLabel
          shipment={shipment}
          order={order.data}
          paper={paper}
          modules={barcode.data ?? null}
          collect={collect ?? 0}
          onDone={onClose}
        />
      )}
    </Modal>
  )
}
