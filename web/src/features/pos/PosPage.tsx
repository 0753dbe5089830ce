import { Alert, Button, Kbd, Paper, Select, Stack } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconBarcode } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { receiptPapers, usePaper } from '../../ui/print/papers.ts'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { branchesQuery } from '../branches/api.ts'
import type { Customer } from '../orders/api.ts'
import { CartLines } from '../orders/CartLines.tsx'
import { CustomerDialog } from '../orders/CustomerDialog.tsx'
import { CustomerField } from '../orders/CustomerField.tsx'
import { toMinor } from '../orders/cart.ts'
import { DiscountProposal } from '../orders/DiscountProposal.tsx'
import { PrintedOrder } from '../orders/PrintedOrder.tsx'
import { ProductSearch } from '../orders/ProductSearch.tsx'
import { TotalsList } from '../orders/TotalsList.tsx'
import type { Product } from '../products/api.ts'
import { LastSale, type Sale } from './LastSale.tsx'
import { PayDialog } from './PayDialog.tsx'
import classes from './Pos.module.css'
import { ShortcutBar } from './ShortcutBar.tsx'
import { type Shortcut, shortcutKeys, useShortcuts } from './shortcuts.ts'
import { usePosSale } from './usePosSale.ts'
import { useScanFocus } from './useScanFocus.ts'
import { useStrayScans } from './useStrayScans.ts'

const receiptChoices = [...receiptPapers, 'none'] as const

/** Selling over the counter with a scanner and a keyboard. */
export function PosPage() {
  const { t } = useTranslation('pos')
  const { t: orders } = useTranslation('orders')
  const { t: common } = useTranslation()
  const errorText = useErrorText()
  const confirm = useConfirm()
  const { can } = usePermissions()
  const { branchId, branchSelect } = useOwnBranch()
  const [paper, setPaper] = usePaper('receipt', receiptChoices)
  const scan = useRef<HTMLInputElement>(null)
  const lookUp = useRef<(code: string) => void>(null)
  const discountField = useRef<HTMLInputElement>(null)
  const customerField = useRef<HTMLInputElement>(null)
  const cartBox = useRef<HTMLDivElement>(null)
  const [dialog, setDialog] = useState<'pay' | 'customer' | 'question' | null>(null)
  const [notice, setNotice] = useState<string | null>(null)
  const [last, setLast] = useState<Sale | null>(null)
  const [printing, setPrinting] = useState(false)

  const sale = usePosSale(branchId, {
    onSold: (sold) => {
      setLast(sold)
      setDialog(null)
      setPrinting(paper !== 'none')
    },
    onRefused: () => setDialog(null),
  })
  useUnsavedWarning(sale.lines.length > 0)
  useScanFocus(scan, dialog === null)
  useStrayScans(scan, dialog === null, (code) => lookUp.current?.(code))

  function add(product: Product) {
    setNotice(sale.add(product) ? null : orders('form.noneLeft', { name: product.name }))
  }

  function choose(customer: Customer | null) {
    sale.setCustomer(customer)
    scan.current?.focus()
  }

  function edit(field: 'quantity' | 'price') {
    const line = cartBox.current?.querySelector(`[data-selected] input[data-field="${field}"]`)
    if (line instanceof HTMLInputElement) line.select()
  }

  async function newSale() {
    if (sale.lines.length === 0) return sale.clear()
    setDialog('question')
    const sure = await confirm({
      title: t('discard.title'),
      text: t('discard.text'),
      confirmLabel: t('discard.confirm'),
      danger: true,
    })
    setDialog(null)
    if (sure) sale.clear()
  }

  const actions: Record<Shortcut, () => void> = {
    quantity: () => edit('quantity'),
    price: () => edit('price'),
    discount: () => discountField.current?.select(),
    customer: () => customerField.current?.select(),
    newCustomer: () => can('customers:write') && setDialog('customer'),
    pay: () => {
      if (!sale.check()) return
      sale.place.reset()
      setDialog('pay')
    },
    print: () => setPrinting(last !== null),
    newSale: () => void newSale(),
  }
  useShortcuts(actions, dialog === null)

  const off = new Set<Shortcut>()
  if (sale.selected === null) off.add('quantity').add('price')
  if (sale.lines.length === 0) off.add('pay')
  if (last === null) off.add('print')
  if (!can('customers:write')) off.add('newCustomer')

  function whileIdle(event: React.KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      sale.select(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Delete' && sale.selected !== null) sale.removeSelected()
  }

  /** Enter and Escape lead from any other field back to the scanner. */
  function leaveField(event: React.KeyboardEvent) {
    const field = event.target
    // Dialogs are children for React, yet stand elsewhere in the document, with an Enter of their own.
    const inside = field instanceof HTMLInputElement && event.currentTarget.contains(field)
    if (!inside || field === scan.current) return
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    // Enter first takes the option of an open list.
    if (event.key === 'Enter' && field.getAttribute('aria-expanded') === 'true') return
    event.preventDefault()
    scan.current?.focus()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only listens to keys of the fields inside.
    <div onKeyDown={leaveField}>
      <PageHeader title={t('title')} />
      <div className={classes.layout}>
        <div className={classes.work}>
          <Stack>
            <ProductSearch
              onPick={add}
              inputRef={scan}
              handle={lookUp}
              onUnknown={(code) => setNotice(t('unknown', { code }))}
              onIdleKey={whileIdle}
            />
            {notice && (
              <Alert
                color="yellow"
                role="alert"
                withCloseButton
                closeButtonLabel={common('actions.close')}
                onClose={() => setNotice(null)}
              >
                {notice}
              </Alert>
            )}
            <Paper className={classes.card} ref={cartBox}>
              {sale.lines.length === 0 ? (
                <EmptyState icon={IconBarcode} order={2} title={t('emptyTitle')} text={t('emptyText')} />
              ) : (
                <CartLines
                  lines={sale.lines}
                  problems={sale.problems.lines}
                  onChange={sale.change}
                  selected={sale.selected}
                />
              )}
            </Paper>
          </Stack>
        </div>
        <div className={classes.money}>
          <Stack>
            <Paper p="md" className={classes.card}>
              <Stack gap="sm">
                <CustomerField value={sale.customer} onChange={choose} inputRef={customerField} />
                <MoneyInput
                  ref={discountField}
                  label={orders('fields.discount')}
                  value={sale.discount}
                  onChange={sale.setDiscount}
                  error={
                    sale.problems.fields.includes('discount') ? orders('form.problems.discount') : undefined
                  }
                />
                <DiscountProposal
                  customer={sale.customer}
                  total={sale.totals.total}
                  discount={sale.discount}
                  onApply={sale.setDiscount}
                />
                <TotalsList totals={sale.totals} live />
                <Button
                  size="lg"
                  disabled={off.has('pay')}
                  onClick={actions.pay}
                  rightSection={
                    <Kbd size="xs" dir="ltr" aria-hidden>
                      {shortcutKeys.pay}
                    </Kbd>
                  }
                >
                  {t('keys.pay')}
                </Button>
              </Stack>
            </Paper>
            {last && <LastSale sale={last} />}
            <Paper p="md" className={classes.card}>
              <Stack gap="sm">
                <Select
                  label={t('receipt')}
                  allowDeselect={false}
                  data={receiptChoices.map((one) => ({
                    value: one,
                    label: one === 'none' ? t('noReceipt') : common(`papers.${one}`),
                  }))}
                  value={paper}
                  onChange={(value) => setPaper(receiptChoices.find((one) => one === value) ?? paper)}
                />
                {branchSelect}
              </Stack>
            </Paper>
          </Stack>
        </div>
        <div className={classes.help}>
          <ShortcutBar actions={actions} off={off} />
        </div>
      </div>
      {dialog === 'customer' && <CustomerDialog onClose={() => setDialog(null)} onCreated={choose} />}
      {dialog === 'pay' && (
        <PayDialog
          due={sale.totals.final}
          onPay={sale.pay}
          onClose={() => setDialog(null)}
          busy={sale.place.isPending}
          failure={sale.place.isError ? errorText(sale.place.error) : null}
        />
      )}
      {printing && last && (
        <PrintedOrder
          key={last.order.id}
          order={last.order}
          totals={{
            total: toMinor(last.order.total_amount),
            discount: toMinor(last.order.discount_amount),
            shipping: toMinor(last.order.shipping_fee),
            final: toMinor(last.order.final_amount),
          }}
          paper={paper === 'none' ? 'roll80' : paper}
          cash={last.cash}
          onDone={() => setPrinting(false)}
        />
      )}
    </div>
  )
}

/** The branch that this counter stands in: remembered by this browser, chosen only where the shop has branches. */
function useOwnBranch() {
  const { t: orders } = useTranslation('orders')
  const { data: branches = [] } = useQuery(branchesQuery(useApi()))
  const [remembered, remember] = useLocalStorage<number | null>({
    key: 'tradepost.counter-branch',
    defaultValue: null,
    getInitialValueInEffect: false,
  })
  const open = branches.filter((one) => one.is_active)
  const branchId = open.some((one) => one.id === remembered) ? remembered : null
  const branchSelect = open.length > 0 && (
    <Select
      label={orders('fields.branch')}
      placeholder={orders('form.noBranch')}
      clearable
      data={open.map((one) => ({ value: String(one.id), label: `${one.code} · ${one.name}` }))}
      value={branchId === null ? null : String(branchId)}
      onChange={(id) => remember(id === null ? null : Number(id))}
    />
  )
  return { branchId, branchSelect }
}
