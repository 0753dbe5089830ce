import { useTranslation } from 'react-i18next'
import type { MetricName } from './api.ts'

/** Names of the figures of an account, and the figures with their unit: "120 people"; an unknown one is a dash. */
export function useMetricTexts() {
  const { t } = useTranslation('channels')
  return {
    nameOf: (name: MetricName) => t(`insights.metric.${name}`),
    figure: (name: MetricName, value: number | null | undefined) =>
      value === null || value === undefined ? '–' : t(`insights.unit.${name}`, { count: value }),
  }
}
