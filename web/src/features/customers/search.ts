import { countParam, present, textParam } from '../../app/search-params.ts'

/** The query of `/customers`. */
export function customersSearch(raw: Record<string, unknown>) {
  return present({ q: textParam(raw, 'q'), page: countParam(raw, 'page') })
}
