import { Paper, Select, Stack, Textarea, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { branchesQuery } from '../branches/api.ts'
import { type Customer, membersQuery } from './api.ts'
import { CustomerField } from './CustomerField.tsx'
import type { CartDetails } from './cart.ts'
import { useChannelLabel } from './labels.ts'
import classes from './Orders.module.css'
import type { FieldProblem } from './order-problems.ts'
import { isOneOf, paymentMethods, paymentStatuses, salesChannels } from './status.ts'

export type Details = Omit<CartDetails, 'customer'> & { customer: Customer | null }

type OrderDetailsProps = {
  details: Details
  onChange: (change: Partial<Details>) => void
  fieldError: (field: FieldProblem) => string | undefined
}

/** Everything about a new order but its lines, its fees and its sums. */
export function OrderDetails({ details, onChange, fieldError }: OrderDetailsProps) {
  const { t } = useTranslation('orders')
  const api = useApi()
  const channelLabel = useChannelLabel()
  const { data: members = [] } = useQuery(membersQuery(api))
  const { data: branches = [] } = useQuery(branchesQuery(api))
  const openBranches = branches.filter((one) => one.is_active)

  function choose(customer: Customer | null) {
    onChange({
      customer,
      address: customer?.address ?? details.address,
      phone: customer?.phone ?? details.phone,
    })
  }

  return (
    <Paper p="md" className={classes.card}>
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('form.details')}
        </Title>
        <CustomerField value={details.customer} onChange={choose} error={fieldError('customer')} />
        <Select
          label={t('fields.seller')}
          placeholder={t('form.nobody')}
          clearable
          data={members
            .filter((one) => one.is_active)
            .map((one) => ({ value: String(one.id), label: memberName(one) }))}
          value={details.sellerId === null ? null : String(details.sellerId)}
          onChange={(id) => onChange({ sellerId: id === null ? null : Number(id) })}
          error={fieldError('seller')}
        />
        {openBranches.length > 0 && (
          <Select
            label={t('fields.branch')}
            placeholder={t('form.noBranch')}
            clearable
            data={openBranches.map((one) => ({ value: String(one.id), label: `${one.code} · ${one.name}` }))}
            value={details.branchId === null ? null : String(details.branchId)}
            onChange={(id) => onChange({ branchId: id === null ? null : Number(id) })}
            error={fieldError('branch')}
          />
        )}
        <Select
          label={t('fields.channel')}
          data={salesChannels.map((one) => ({ value: one, label: channelLabel(one) }))}
          value={details.channel}
          onChange={(channel) => onChange({ channel })}
          clearable
        />
        <Select
          label={t('fields.paymentMethod')}
          data={paymentMethods.map((one) => ({ value: one, label: t(`paymentMethod.${one}`) }))}
          value={details.paymentMethod}
          allowDeselect={false}
          onChange={(paymentMethod) => onChange({ paymentMethod: paymentMethod ?? 'cash' })}
        />
        <Select
          label={t('fields.paymentStatus')}
          data={paymentStatuses
            .filter((one) => one !== 'refunded')
            .map((one) => ({ value: one, label: t(`paymentStatus.${one}`) }))}
          value={details.paymentStatus}
          allowDeselect={false}
          onChange={(value) => isOneOf(paymentStatuses, value) && onChange({ paymentStatus: value })}
        />
        <TextInput
          label={t('fields.phone')}
          type="tel"
          dir="ltr"
          maxLength={20}
          value={details.phone}
          onChange={(event) => onChange({ phone: event.currentTarget.value })}
          error={fieldError('phone')}
        />
        <Textarea
          label={t('fields.address')}
          autosize
          maxLength={1000}
          value={details.address}
          onChange={(event) => onChange({ address: event.currentTarget.value })}
          error={fieldError('address')}
        />
        <Textarea
          label={t('fields.notes')}
          autosize
          maxLength={5000}
          value={details.notes}
          onChange={(event) => onChange({ notes: event.currentTarget.value })}
          error={fieldError('notes')}
        />
      </Stack>
    </Paper>
  )
}

/** How a person of the shop is called where orders name them. */
export function memberName(member: {
  full_name: string
  username: string | null
  email: string | null
}): string {
  return member.full_name || member.username || member.email || '–'
}
