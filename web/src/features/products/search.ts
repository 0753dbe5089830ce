import { choiceParam, countParam, present, textParam } from '../../app/search-params.ts'

/** The query of `/products`. */
export function productsSearch(raw: Record<string, unknown>) {
  return present({
    q: textParam(raw, 'q'),
    category: countParam(raw, 'category'),
    active: choiceParam(raw, 'active', ['false', 'all']),
    page: countParam(raw, 'page'),
  })
}
