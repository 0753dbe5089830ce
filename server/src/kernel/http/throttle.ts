import type { FastifyRequest } from 'fastify'
import type { Services } from '../services.ts'
import type { Dialect } from './dialects.ts'

/** How often one caller (or, without one, one address) may call; routes of one name share the count. */
export interface Throttle {
  name: string
  perMinute: number
  /** `address` counts by the client's address even when a caller is known. */
  by: 'caller' | 'address'
}

const anonymous: Throttle = { name: 'anonymous', perMinute: 300, by: 'address' }
const known: Throttle = { name: 'user', perMinute: 600, by: 'caller' }

/**
 * Counts a call towards the route's own limit and, of the envelope APIs, the general one; throws 429 with `Retry-After`
 * above either (payments contract 7). What cannot be counted passes.
 */
export async function throttle(
  request: FastifyRequest,
  services: Pick<Services, 'config' | 'cache' | 'clock'>,
  dialect: Dialect,
  own: Throttle | undefined,
): Promise<void> {
  if (!services.config.throttling) return
  if (dialect.name === 'envelope') {
    await count(request, services, dialect, request.caller ? known : anonymous)
  }
  if (own) await count(request, services, dialect, own)
}

async function count(
  request: FastifyRequest,
  services: Pick<Services, 'cache' | 'clock'>,
  dialect: Dialect,
  limit: Throttle,
): Promise<void> {
  const seconds = Math.floor(services.clock.now().getTime() / 1000)
  const caller = limit.by === 'caller' ? request.caller : null
  const who = caller ? `user ${caller.userId}` : `address ${request.ip}`
  const calls = await services.cache.increment(
    `throttle ${limit.name} ${who} ${Math.floor(seconds / 60)}`,
    60,
  )
  if (calls <= limit.perMinute) return
  throw dialect.throttled(60 - (seconds % 60))
}
