import { choiceParam, countParam, dayParam, present, textParam } from '../../app/search-params.ts'
import { integrationTypes } from '../integrations/api.ts'

/** The query of `/admin/integrations/integrationtoken`. */
export function adminTokensSearch(raw: Record<string, unknown>) {
  return present({
    q: textParam(raw, 'q'),
    type: choiceParam(raw, 'type', integrationTypes),
    active: choiceParam(raw, 'active', ['true', 'false']),
    valid: choiceParam(raw, 'valid', ['true', 'false']),
    from: dayParam(raw, 'from'),
    to: dayParam(raw, 'to'),
    page: countParam(raw, 'page'),
  })
}

export type AdminTokenFilters = Omit<ReturnType<typeof adminTokensSearch>, 'page'>
