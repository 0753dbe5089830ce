import { Button, Paper, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { MoneyInput } from '../../ui/MoneyInput.tsx'
import { carriersQuery } from '../carriers/api.ts'
import type { Totals } from './cart.ts'
import { DiscountProposal } from './DiscountProposal.tsx'
import type { Details } from './OrderDetails.tsx'
import classes from './Orders.module.css'
import type { FieldProblem } from './order-problems.ts'
import { TotalsList } from './TotalsList.tsx'

type OrderPaymentProps = {
  details: Details
  totals: Totals
  onChange: (change: Partial<Details>) => void
  fieldError: (field: FieldProblem) => string | undefined
  busy: boolean
  empty: boolean
}

/** Discount, delivery, the sums and the button of a new order. */
export function OrderPayment({ details, totals, onChange, fieldError, busy, empty }: OrderPaymentProps) {
  const { t } = useTranslation('orders')
  const { money } = useFormat()
  const { data: carriers = [] } = useQuery(carriersQuery(useApi()))
  const offered = carriers.filter((one) => one.is_active)

  function ship(id: string | null) {
    const method = offered.find((one) => String(one.id) === id)
    onChange({
      shippingMethodId: method?.id ?? null,
      shippingFee: method ? method.cost : details.shippingFee,
    })
  }

  return (
    <Paper p="md" className={`${classes.card} ${classes.payment}`}>
      <Stack gap="sm">
        <MoneyInput
          label={t('fields.discount')}
          value={details.discount}
          onChange={(discount) => onChange({ discount })}
          error={fieldError('discount')}
        />
        <DiscountProposal
          customer={details.customer}
          total={totals.total}
          discount={details.discount}
          onApply={(discount) => onChange({ discount })}
        />
        {offered.length > 0 && (
          <Select
            label={t('fields.shippingMethod')}
            placeholder={t('form.pickup')}
            clearable
            data={offered.map((one) => ({
              value: String(one.id),
              label: `${one.name} · ${money(one.cost)}`,
            }))}
            value={details.shippingMethodId === null ? null : String(details.shippingMethodId)}
            onChange={ship}
            error={fieldError('method')}
          />
        )}
        <MoneyInput
          label={t('fields.shipping')}
          value={details.shippingFee}
          onChange={(shippingFee) => onChange({ shippingFee })}
          error={fieldError('shipping')}
        />
        <TotalsList totals={totals} live />
        <Button type="submit" size="md" loading={busy} disabled={empty}>
          {t('form.submit')}
        </Button>
      </Stack>
    </Paper>
  )
}
