import { choiceParam, dayParam, present } from '../../app/search-params.ts'
import { groupings, rangeNames } from './ranges.ts'

export const reportTabs = ['sales', 'revenue', 'orders', 'products', 'customers', 'channels', 'day'] as const
export type ReportTab = (typeof reportTabs)[number]

/** The query of `/reports`: which report, over which days. `day` is that of the end-of-day report. */
export function reportsSearch(raw: Record<string, unknown>) {
  return present({
    tab: choiceParam(raw, 'tab', reportTabs),
    range: choiceParam(raw, 'range', rangeNames),
    from: dayParam(raw, 'from'),
    to: dayParam(raw, 'to'),
    group: choiceParam(raw, 'group', groupings),
    day: dayParam(raw, 'day'),
  })
}
