import { choiceParam, countParam, dayParam, present, textParam } from '../../app/search-params.ts'
import { deliveryStatuses, orderStatuses, paymentStatuses } from './status.ts'

/** The query of `/orders`. */
export function ordersSearch(raw: Record<string, unknown>) {
  return present({
    q: textParam(raw, 'q'),
    status: choiceParam(raw, 'status', orderStatuses),
    delivery: choiceParam(raw, 'delivery', deliveryStatuses),
    payment: choiceParam(raw, 'payment', paymentStatuses),
    from: dayParam(raw, 'from'),
    to: dayParam(raw, 'to'),
    page: countParam(raw, 'page'),
  })
}
