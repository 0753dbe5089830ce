import { choiceParam, countParam, present } from '../../app/search-params.ts'
import { movementTypes } from './api.ts'

/** The query of `/inventory`. */
export function inventorySearch(raw: Record<string, unknown>) {
  return present({
    tab: choiceParam(raw, 'tab', ['history', 'low']),
    product: countParam(raw, 'product'),
    type: choiceParam(raw, 'type', movementTypes),
    page: countParam(raw, 'page'),
  })
}
