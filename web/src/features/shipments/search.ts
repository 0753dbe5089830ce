import { choiceParam, countParam, present } from '../../app/search-params.ts'
import { shipmentStatuses } from './status.ts'

/** The query of `/shipments`. */
export function shipmentsSearch(raw: Record<string, unknown>) {
  return present({
    status: choiceParam(raw, 'status', shipmentStatuses),
    carrier: countParam(raw, 'carrier'),
    page: countParam(raw, 'page'),
  })
}
