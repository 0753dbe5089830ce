import { Button, Group, Kbd, Modal, SegmentedControl, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslation } from 'react-i18next'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { Money } from '../../ui/Money.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { fromMinor, type Minor } from '../orders/cart.ts'
import { type Cash, cashFor } from './cash.ts'
import classes from './Pos.module.css'

const methods = ['cash', 'bank_transfer', 'card'] as const
type Method = (typeof methods)[number]
const methodKeys: Record<Method, string> = { cash: 'F2', bank_transfer: 'F3', card: 'F4' }

type PayDialogProps = {
  due: Minor
  onPay: (method: Method, cash: Cash | undefined) => void
  onClose: () => void
  busy: boolean
  /** Why the last try failed. */
  failure: string | null
}

/** Takes the money: Enter pays, F2 to F4 choose how. Mount it only while it is open. */
export function PayDialog({ due, onPay, onClose, busy, failure }: PayDialogProps) {
  const { t } = useTranslation('pos')
  const { t: orders } = useTranslation('orders')
  const { t: common } = useTranslation()
  const [method, setMethod] = useState<Method>('cash')
  const [received, setReceived] = useState<number | null>(null)
  const submit = useRef<HTMLButtonElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const cash = cashFor(due, received)
  const short = method === 'cash' && cash === null

  function choose(next: Method) {
    // At once, for Enter may follow before the next frame.
    flushSync(() => setMethod(next))
    if (next === 'cash') field.current?.focus()
    else submit.current?.focus()
  }

  function press(event: React.KeyboardEvent) {
    const next = methods.find((one) => methodKeys[one] === event.key)
    if (!next) return
    event.preventDefault()
    choose(next)
  }

  function pay(event: React.FormEvent) {
    event.preventDefault()
    if (busy || short) return
    onPay(method, method === 'cash' && cash ? cash : undefined)
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('pay.title')}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <form onSubmit={pay} onKeyDown={press} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <div className={classes.due}>
            <Text c="dimmed">{orders('totals.final')}</Text>
            <Text className={classes.amount}>
              <Money amount={fromMinor(due)} />
            </Text>
          </div>
          <SegmentedControl
            fullWidth
            orientation="vertical"
            aria-label={orders('fields.paymentMethod')}
            value={method}
            onChange={(value) => choose(methods.find((one) => one === value) ?? 'cash')}
            data={methods.map((one) => ({
              value: one,
              label: (
                <Group gap="xs" justify="space-between" wrap="nowrap">
                  {orders(`paymentMethod.${one}`)}
                  <Kbd size="xs" dir="ltr" aria-hidden>
                    {methodKeys[one]}
                  </Kbd>
                </Group>
              ),
            }))}
          />
          {method === 'cash' && (
            <>
              <MoneyInput
                ref={field}
                label={orders('print.received')}
                description={t('pay.exactHint')}
                size="md"
                data-autofocus
                value={received}
                onChange={setReceived}
                error={short ? t('pay.tooLittle') : undefined}
              />
              <div className={classes.due}>
                <Text c="dimmed">{orders('print.change')}</Text>
                <Text className={classes.amount} aria-live="polite" data-testid="change">
                  {cash ? <Money amount={cash.change} /> : '–'}
                </Text>
              </div>
            </>
          )}
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={onClose}
              rightSection={
                <Kbd size="xs" dir="ltr" aria-hidden>
                  Esc
                </Kbd>
              }
            >
              {common('actions.cancel')}
            </Button>
            <Button
              ref={submit}
              type="submit"
              loading={busy}
              disabled={short}
              rightSection={
                <Kbd size="xs" dir="ltr" aria-hidden>
                  Enter
                </Kbd>
              }
            >
              {t('pay.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
