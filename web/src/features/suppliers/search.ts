import { choiceParam, present, textParam } from '../../app/search-params.ts'

/** The query of `/suppliers`. */
export function suppliersSearch(raw: Record<string, unknown>) {
  return present({ q: textParam(raw, 'q'), active: choiceParam(raw, 'active', ['all']) })
}
