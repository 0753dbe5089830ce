import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { addDays, type Grouping } from './ranges.ts'

/** How days, weeks (by their Monday) and months are called, in full and on an axis. */
export function usePeriodNames(grouping: Grouping) {
  const { t } = useTranslation('reports')
  const { date, shortDay, month } = useFormat()
  if (grouping === 'month') return { full: month, short: month }
  if (grouping === 'day') return { full: (day: string) => date(day), short: shortDay }
  return {
    full: (monday: string) => t('week', { start: date(monday), end: date(addDays(monday, 6)) }),
    short: shortDay,
  }
}
