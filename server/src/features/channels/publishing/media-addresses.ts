import type { FastifyRequest } from 'fastify'
import type { Services } from '../../../kernel/services.ts'
import type { Draft } from '../adapter.ts'
import { apiBaseOf } from '../connect-routes.ts'

/** Pictures of this server get the address under which platforms fetch them. */
export function mediaAddresses(
  { services, request }: { services: Pick<Services, 'config'>; request: FastifyRequest },
  media: Draft['media'],
): Draft['media'] {
  const base = apiBaseOf(services.config, request).replace(/\/$/, '')
  return media.map(({ type, url }) => ({ type, url: url.startsWith('/') ? base + url : url }))
}
