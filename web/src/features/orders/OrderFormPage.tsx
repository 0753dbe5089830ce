import { Alert, Grid, Paper, Stack } from '@mantine/core'
import { IconShoppingCart } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useToasts } from '../../app/toasts.tsx'
import { useUnsavedWarning } from '../../app/unsaved.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import type { Product } from '../products/api.ts'
import { CartLines } from './CartLines.tsx'
import { CurlDisclosure } from './CurlDisclosure.tsx'
import { type CartLine, orderBody, totalsOf } from './cart.ts'
import { type Details, OrderDetails } from './OrderDetails.tsx'
import { OrderPayment } from './OrderPayment.tsx'
import classes from './Orders.module.css'
import { type FieldProblem, hasProblems, noProblems, problemsBefore, problemsOf } from './order-problems.ts'
import { ProductSearch } from './ProductSearch.tsx'
import { useCart } from './useCart.ts'
import { useOwnMemberId } from './useOwnMemberId.ts'
import { usePlaceOrder } from './usePlaceOrder.ts'

const blank: Details = {
  customer: null,
  sellerId: null,
  branchId: null,
  shippingMethodId: null,
  discount: null,
  shippingFee: null,
  paymentMethod: 'cash',
  paymentStatus: 'unpaid',
  channel: 'store',
  address: '',
  phone: '',
  notes: '',
}

export function OrderFormPage() {
  const { t } = useTranslation('orders')
  const navigate = useNavigate()
  const toasts = useToasts()
  const errorText = useErrorText()
  const searchInput = useRef<HTMLInputElement>(null)
  const cart = useCart()
  const { lines } = cart
  const own = useOwnMemberId()
  const [changes, setChanges] = useState<Partial<Details>>({})
  const [problems, setProblems] = useState(noProblems)
  const details: Details = { ...blank, sellerId: own, ...changes }
  const totals = totalsOf(lines, details.discount, details.shippingFee)
  useUnsavedWarning(lines.length > 0 || Object.keys(changes).length > 0)

  const { place, key } = usePlaceOrder({
    onPlaced: (order) => {
      toasts.success(t('form.placed', { number: order.order_number }))
      void navigate({ to: '/orders/$orderId', params: { orderId: String(order.id) }, ignoreBlocker: true })
    },
    onRefused: (error) => setProblems(problemsOf(error, lines)),
  })

  function change(next: Partial<Details>) {
    setChanges((old) => ({ ...old, ...next }))
    setProblems(noProblems)
  }

  function changeLines(next: CartLine[]) {
    cart.change(next)
    setProblems(noProblems)
  }

  function add(product: Product) {
    if (cart.add(product)) setProblems(noProblems)
    else toasts.notice(t('form.noneLeft', { name: product.name }))
    searchInput.current?.focus()
  }

  function submit(event: React.FormEvent) {
    event.preventDefault()
    const found = problemsBefore(lines, totals)
    setProblems(found)
    if (hasProblems(found)) place.reset()
    else place.mutate(orderBody(lines, details))
  }

  const shownElsewhere = hasProblems(problems) && !problems.general
  const fieldError = (field: FieldProblem) =>
    problems.fields.includes(field) ? t(`form.problems.${field}`) : undefined

  return (
    <>
      <PageHeader
        title={t('form.title')}
        back={
          <LinkAnchor to="/orders" size="sm">
            {t('actions.toList')}
          </LinkAnchor>
        }
      />
      {place.isError && !shownElsewhere && (
        <Alert color="red" mb="md" role="alert">
          {errorText(place.error)}
        </Alert>
      )}
      <form onSubmit={submit} noValidate>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <Stack>
              <ProductSearch onPick={add} inputRef={searchInput} />
              <Paper className={classes.card}>
                {lines.length === 0 ? (
                  <EmptyState
                    icon={IconShoppingCart}
                    order={2}
                    title={t('form.emptyTitle')}
                    text={t('form.emptyText')}
                  />
                ) : (
                  <CartLines lines={lines} problems={problems.lines} onChange={changeLines} />
                )}
              </Paper>
              <CurlDisclosure
                body={orderBody(lines, details)}
                idempotencyKey={key}
                disabled={lines.length === 0}
              />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <div className={classes.side}>
              <OrderDetails details={details} onChange={change} fieldError={fieldError} />
              <OrderPayment
                details={details}
                totals={totals}
                onChange={change}
                fieldError={fieldError}
                busy={place.isPending}
                empty={lines.length === 0}
              />
            </div>
          </Grid.Col>
        </Grid>
      </form>
    </>
  )
}
