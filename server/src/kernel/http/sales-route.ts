import { salesAccess } from '../auth/permissions.ts'
import type { Fields } from './fields.ts'
import { type RouteSpec, route } from './route.ts'

/** A route of the sales API: who may call it stands in the table of `kernel/auth/permissions.ts`, nowhere else. */
export function salesRoute<Q extends Fields, B extends Fields>(
  spec: Omit<RouteSpec<Q, B>, 'access'>,
): RouteSpec {
  return route({ ...spec, access: salesAccess(spec.method, spec.path) })
}
