import { Alert, Button, Grid, Paper, Select, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { IconShoppingCart } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import type { Product } from '../products/api.ts'
import { type Customer, placeOrder } from './api.ts'
import { CartLines } from './CartLines.tsx'
import { CurlDisclosure } from './CurlDisclosure.tsx'
import { CustomerField } from './CustomerField.tsx'
import { addToCart, type CartDetails, type CartLine, orderBody, totalsOf } from './cart.ts'
import { useChannelLabel } from './labels.ts'
import classes from './Orders.module.css'
import { hasProblems, noProblems, type OrderProblems, problemsBefore, problemsOf } from './order-problems.ts'
import { ProductSearch } from './ProductSearch.tsx'
import { isOneOf, paymentMethods, paymentStatuses, salesChannels } from './status.ts'
import { TotalsList } from './TotalsList.tsx'

type Details = Omit<CartDetails, 'customer'> & { customer: Customer | null }

const blank: Details = {
  customer: null,
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
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const errorText = useErrorText()
  const channelLabel = useChannelLabel()
  const searchInput = useRef<HTMLInputElement>(null)
  const [key, setKey] = useState(newRequestKey)
  const [lines, setLines] = useState<CartLine[]>([])
  const [details, setDetails] = useState(blank)
  const [problems, setProblems] = useState<OrderProblems>(noProblems)
  const totals = totalsOf(lines, details.discount, details.shippingFee)

  function change(next: Partial<Details>) {
    setDetails((old) => ({ ...old, ...next }))
    setProblems(noProblems)
  }

  function changeLines(next: CartLine[]) {
    setLines(next)
    setProblems(noProblems)
  }

  function add(product: Product) {
    const cart = addToCart(lines, product)
    if (cart.added) changeLines(cart.lines)
    else toasts.notice(t('form.noneLeft', { name: product.name }))
    searchInput.current?.focus()
  }

  function choose(customer: Customer | null) {
    change({
      customer,
      address: customer?.address ?? details.address,
      phone: customer?.phone ?? details.phone,
    })
  }

  const place = useMutation({
    mutationFn: () => placeOrder(api, orderBody(lines, details), key),
    onSuccess: async (order) => {
      toasts.success(t('form.placed', { number: order.order_number }))
      for (const name of ['orders', 'products', 'inventory', 'stats', 'first-steps']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
      await navigate({ to: '/orders/$orderId', params: { orderId: String(order.id) } })
    },
    onError: (error) => {
      if (!(error instanceof ApiError)) return
      const decided = error.status >= 400 && error.status < 500
      if (decided) setKey(newRequestKey())
      if (error.status === 400) setProblems(problemsOf(error, lines))
    },
  })

  function submit(event: React.FormEvent) {
    event.preventDefault()
    const found = problemsBefore(lines, totals)
    setProblems(found)
    if (hasProblems(found)) place.reset()
    else place.mutate()
  }

  const shownElsewhere = hasProblems(problems) && !problems.general
  const fieldError = (field: OrderProblems['fields'][number]) =>
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
              <Paper p="md" className={classes.card}>
                <Stack gap="sm">
                  <Title order={2} size="h5">
                    {t('form.details')}
                  </Title>
                  <CustomerField value={details.customer} onChange={choose} error={fieldError('customer')} />
                  <Select
                    label={t('fields.channel')}
                    data={salesChannels.map((one) => ({ value: one, label: channelLabel(one) }))}
                    value={details.channel}
                    onChange={(channel) => change({ channel })}
                    clearable
                  />
                  <Select
                    label={t('fields.paymentMethod')}
                    data={paymentMethods.map((one) => ({ value: one, label: t(`paymentMethod.${one}`) }))}
                    value={details.paymentMethod}
                    allowDeselect={false}
                    onChange={(paymentMethod) => change({ paymentMethod: paymentMethod ?? 'cash' })}
                  />
                  <Select
                    label={t('fields.paymentStatus')}
                    data={paymentStatuses
                      .filter((one) => one !== 'refunded')
                      .map((one) => ({ value: one, label: t(`paymentStatus.${one}`) }))}
                    value={details.paymentStatus}
                    allowDeselect={false}
                    onChange={(value) => isOneOf(paymentStatuses, value) && change({ paymentStatus: value })}
                  />
                  <TextInput
                    label={t('fields.phone')}
                    type="tel"
                    dir="ltr"
                    maxLength={20}
                    value={details.phone}
                    onChange={(event) => change({ phone: event.currentTarget.value })}
                    error={fieldError('phone')}
                  />
                  <Textarea
                    label={t('fields.address')}
                    autosize
                    maxLength={1000}
                    value={details.address}
                    onChange={(event) => change({ address: event.currentTarget.value })}
                    error={fieldError('address')}
                  />
                  <Textarea
                    label={t('fields.notes')}
                    autosize
                    maxLength={5000}
                    value={details.notes}
                    onChange={(event) => change({ notes: event.currentTarget.value })}
                    error={fieldError('notes')}
                  />
                </Stack>
              </Paper>
              <Paper p="md" className={`${classes.card} ${classes.payment}`}>
                <Stack gap="sm">
                  <MoneyInput
                    label={t('fields.discount')}
                    value={details.discount}
                    onChange={(discount) => change({ discount })}
                    error={fieldError('discount')}
                  />
                  <MoneyInput
                    label={t('fields.shipping')}
                    value={details.shippingFee}
                    onChange={(shippingFee) => change({ shippingFee })}
                    error={fieldError('shipping')}
                  />
                  <TotalsList totals={totals} live />
                  <Button type="submit" size="md" loading={place.isPending} disabled={lines.length === 0}>
                    {t('form.submit')}
                  </Button>
                </Stack>
              </Paper>
            </div>
          </Grid.Col>
        </Grid>
      </form>
    </>
  )
}
