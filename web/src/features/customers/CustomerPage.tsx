import { Anchor, Button, Grid, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPencil, IconReceipt } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { DateTime } from '../../ui/DateTime.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { Money } from '../../ui/Money.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { RecordFrame } from '../../ui/RecordFrame.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { OrderBadge } from '../orders/StatusBadges.tsx'
import type { OrderStatus } from '../orders/status.ts'
import {
  type Customer,
  type CustomerOrder,
  customerOrdersQuery,
  customerQuery,
  deleteCustomer,
  historyLimit,
} from './api.ts'
import { CustomerDialog } from './CustomerDialog.tsx'
import classes from './Customers.module.css'
import { Tags } from './CustomersPage.tsx'
import { totalsOf } from './history.ts'

const pageSize = 20

export function CustomerPage() {
  const { t } = useTranslation('customers')
  const { customerId } = useParams({ from: '/app/customers/$customerId' })
  const customer = useQuery(customerQuery(useApi(), Number(customerId)))
  return (
    <RecordFrame query={customer} title={t('title')} back={<BackLink />} skeletons={[90, 240]}>
      {(loaded) => <CustomerView customer={loaded} />}
    </RecordFrame>
  )
}

function BackLink() {
  const { t } = useTranslation('customers')
  return (
    <LinkAnchor to="/customers" size="sm">
      {t('actions.toList')}
    </LinkAnchor>
  )
}

function CustomerView({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const { can } = usePermissions()
  const [editing, edit] = useDisclosure(false)
  const orders = useQuery(customerOrdersQuery(useApi(), customer.id))
  return (
    <>
      <PageHeader
        title={customer.name}
        description={<bdi>{customer.code}</bdi>}
        back={<BackLink />}
        actions={
          <>
            {can('customers:write') && (
              <Button
                variant="default"
                leftSection={<IconPencil size={18} aria-hidden />}
                onClick={edit.open}
              >
                {t('actions.edit')}
              </Button>
            )}
            {can('records:delete') && <DeleteCustomerButton customer={customer} />}
          </>
        }
      />
      <Totals orders={orders.data} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <History query={orders} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <Facts customer={customer} />
        </Grid.Col>
      </Grid>
      {editing && <CustomerDialog customer={customer} onClose={edit.close} />}
    </>
  )
}

function Totals({ orders }: { orders: CustomerOrder[] | undefined }) {
  const { t } = useTranslation('customers')
  const { number, money, roundedMoney, date } = useFormat()
  const totals = orders && totalsOf(orders)
  const tiles = [
    { label: t('totals.orders'), value: totals && number(totals.count) },
    { label: t('totals.spent'), value: totals && money(totals.spent) },
    { label: t('totals.average'), value: totals && roundedMoney(totals.average) },
    { label: t('totals.cancelled'), value: totals && number(totals.cancelled) },
    { label: t('totals.last'), value: totals?.last && date(totals.last) },
  ]
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="sm" mb="md">
      {tiles.map(({ label, value }) => (
        <Paper key={label} p="md" className={classes.card}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
          <Text fw={650} size="lg">
            <bdi>{value ?? '–'}</bdi>
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}

type HistoryQuery = { data: CustomerOrder[] | undefined; error: unknown; refetch: () => unknown }

function History({ query }: { query: HistoryQuery }) {
  const { t } = useTranslation('customers')
  const { number } = useFormat()
  const [page, setPage] = useState(1)
  const orders = query.data
  const columns: Column<CustomerOrder>[] = [
    {
      key: 'number',
      header: t('history.number'),
      primary: true,
      render: (order) => (
        <LinkAnchor to="/orders/$orderId" params={{ orderId: String(order.id) }} fw={600} size="sm">
          <bdi>{order.order_number}</bdi>
        </LinkAnchor>
      ),
    },
    { key: 'when', header: t('history.when'), render: (order) => <DateTime value={order.created_at} /> },
    {
      key: 'status',
      header: t('history.status'),
      render: (order) => <OrderBadge status={order.status as OrderStatus} />,
    },
    {
      key: 'amount',
      header: t('history.amount'),
      align: 'end',
      render: (order) => <Money amount={order.final_amount} />,
    },
  ]
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h5">
        {t('history.title')}
      </Title>
      <DataTable
        label={t('history.title')}
        columns={columns}
        rows={orders?.slice((page - 1) * pageSize, page * pageSize)}
        rowKey={(order) => order.id}
        error={query.error}
        onRetry={() => void query.refetch()}
        empty={<EmptyState icon={IconReceipt} title={t('history.none')} />}
        pagination={{ page, pageSize, total: orders?.length ?? 0, onPage: setPage }}
      />
      {orders?.length === historyLimit && (
        <Text size="sm" c="dimmed">
          {t('history.limited', { n: number(historyLimit) })}
        </Text>
      )}
    </Stack>
  )
}

function Facts({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const { percent } = useFormat()
  const discount = customer.group_discount
  const facts: [string, ReactNode][] = [
    [
      t('fields.phone'),
      customer.phone && <Reach key="phone" href={`tel:${customer.phone}`} text={customer.phone} />,
    ],
    [
      t('fields.email'),
      customer.email && <Reach key="email" href={`mailto:${customer.email}`} text={customer.email} />,
    ],
    [t('fields.address'), customer.address],
    [t('fields.group'), customer.group_name],
    [t('fields.discount'), discount === null ? null : percent(discount / 100, 2)],
    [t('fields.creditLimit'), <Money key="credit" amount={customer.credit_limit} />],
    [t('fields.since'), <DateTime key="since" value={customer.created_at} show="date" />],
    [t('fields.tags'), <Tags key="tags" tags={customer.tags} />],
  ]
  return (
    <Paper p="md" className={classes.card}>
      <Title order={2} size="h5" mb="sm">
        {t('facts')}
      </Title>
      <dl className={classes.facts}>
        {facts.map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{typeof value === 'string' ? <bdi>{value || '–'}</bdi> : (value ?? '–')}</dd>
          </div>
        ))}
      </dl>
    </Paper>
  )
}

function Reach({ href, text }: { href: string; text: string }) {
  return (
    <Anchor href={href} size="sm">
      <bdi dir="ltr">{text}</bdi>
    </Anchor>
  )
}

function DeleteCustomerButton({ customer }: { customer: Customer }) {
  const { t } = useTranslation('customers')
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const remove = useMutation({
    mutationFn: () => deleteCustomer(api, customer.id),
    onSuccess: async () => {
      toasts.success(t('delete.done', { name: customer.name }))
      await navigate({ to: '/customers' })
      queryClient.removeQueries({ queryKey: ['customers', 'one', customer.id] })
      for (const name of ['customers', 'customer-groups']) {
        void queryClient.invalidateQueries({ queryKey: [name] })
      }
    },
    onError: toasts.failure,
  })

  async function ask() {
    const question = {
      title: t('delete.title', { name: customer.name }),
      text: t('delete.text'),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  return <DeleteButton label={t('actions.delete')} loading={remove.isPending} onClick={() => void ask()} />
}
