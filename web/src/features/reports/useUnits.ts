import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'

/** Counts with their unit in the reader's language: "12 orders". */
export function useUnits() {
  const { t } = useTranslation('reports')
  const { number } = useFormat()
  return {
    orders: (count: number) => t('units.orders', { count, n: number(count) }),
    pieces: (count: number) => t('units.pieces', { count, n: number(count) }),
    customers: (count: number) => t('units.customers', { count, n: number(count) }),
  }
}
