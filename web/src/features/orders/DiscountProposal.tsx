import { Button, Group, Text } from '@mantine/core'
import { IconDiscount2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/session.tsx'
import { minorDigits } from '../../i18n/format.ts'
import { useFormat } from '../../i18n/useFormat.ts'
import { Money } from '../../ui/Money.tsx'
import type { Customer } from './api.ts'
import { type Minor, percentOf } from './cart.ts'

type DiscountProposalProps = {
  customer: Customer | null
  total: Minor
  discount: number | null
  onApply: (discount: number) => void
}

/** What the customer's group would take off, for the seller to decide; nothing where it is already the discount. */
export function DiscountProposal({ customer, total, discount, onApply }: DiscountProposalProps) {
  const { t } = useTranslation('orders')
  const { percent } = useFormat()
  const { currency } = useUser().workspace
  if (!customer?.group_discount) return null
  const amount = percentOf(total, customer.group_discount, minorDigits(currency))
  if (amount === 0 || amount === (discount ?? 0)) return null
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap">
      <Text size="sm" c="dimmed">
        <bdi>{customer.group_name}</bdi>: {percent(customer.group_discount / 100, 2)} ={' '}
        <Money amount={amount} />
      </Text>
      <Button
        variant="light"
        size="compact-sm"
        miw="max-content"
        leftSection={<IconDiscount2 size={16} aria-hidden />}
        onClick={() => onApply(amount)}
      >
        {t('form.applyDiscount')}
      </Button>
    </Group>
  )
}
