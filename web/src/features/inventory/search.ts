import { choiceParam, countParam, present } from '../../app/search-params.ts'
import { movementTypes } from './api.ts'

export const inventoryTabs = ['history', 'low', 'worth'] as const

/** The query of `/inventory`. */
export function inventorySearch(raw: Record<string, unknown>) {
  return present({
    tab: choiceParam(raw, 'tab', inventoryTabs),
    product: countParam(raw, 'product'),
    type: choiceParam(raw, 'type', movementTypes),
    page: countParam(raw, 'page'),
  })
}
