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

/** What WordPress holds (storefronts contract 5.7). */
export const pageKinds = ['page', 'post', 'custom'] as const

/**
 * The query of `/settings/integrations/store`: `type` to `token` narrow the event log, `q` to `published` the pages.
 */
export function storeSearch(raw: Record<string, unknown>) {
  return present({
    view: choiceParam(raw, 'view', storeViews),
    page: countParam(raw, 'page'),
    type: choiceParam(raw, 'type', eventTypes),
    result: choiceParam(raw, 'result', ['success', 'failure']),
    product: countParam(raw, 'product'),
    token: textParam(raw, 'token'),
    q: textParam(raw, 'q'),
    kind: choiceParam(raw, 'kind', pageKinds),
    published: choiceParam(raw, 'published', ['true', 'false']),
  })
}
