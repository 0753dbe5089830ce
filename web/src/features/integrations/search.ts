import { choiceParam, countParam, present, textParam } from '../../app/search-params.ts'

export const storeViews = ['tokens', 'events', 'pages'] as const
export type StoreView = (typeof storeViews)[number]

/** What the log can hold (storefronts contract 5.3 and 6). */
export const eventTypes = [
  'product.created',
  'product.updated',
  'product.deleted',
  'product.restored',
  'order.created',
  'order.updated',
  'order.deleted',
  'order.restored',
] as const
export type EventType = (typeof eventTypes)[number]

/** The query of `/settings/integrations/store`; all but `view` and `page` narrow the event log. */
export function storeSearch(raw: Record<string, unknown>) {
  return present({
    view: choiceParam(raw, 'view', storeViews),
    page: countParam(raw, 'page'),
    type: choiceParam(raw, 'type', eventTypes),
    result: choiceParam(raw, 'result', ['success', 'failure']),
    product: countParam(raw, 'product'),
    token: textParam(raw, 'token'),
  })
}
