import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { type Choice, storeChoicesQuery } from './api.ts'
import { systemNames } from './choices.ts'

const types = ['product', 'service', 'software', 'consultation', 'course', 'tool', 'other'] as const
const periods = ['one_time', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly'] as const

function labelIn(choices: Choice[] | undefined, value: string): string {
  return choices?.find((choice) => choice.value === value)?.label ?? value
}

/** Where a product comes from, in words. */
export function useSourceLabel(): (source: string) => string {
  const { t } = useTranslation('store-products')
  return (source) => (source === 'manual' ? t('byHand') : (systemNames[source] ?? source))
}

/** Kinds of products and billing periods in the reader's language; the server's own label for one unknown here. */
export function useChoiceLabels() {
  const { t } = useTranslation('store-products')
  const { data: choices } = useQuery(storeChoicesQuery(useApi()))
  return {
    choices,
    type(value: string): string {
      const known = types.find((one) => one === value)
      return known ? t(`types.${known}`) : labelIn(choices?.product_types, value)
    },
    period(value: string): string {
      const known = periods.find((one) => one === value)
      return known ? t(`periods.${known}`) : labelIn(choices?.billing_periods, value)
    },
  }
}
