import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../../kernel/errors.ts'

/** For our own web app: the refresh token where no script can read it (marketplace contract 4, "Safer token storage"). */
const name = 'tp_refresh'
const attributes = { path: '/api/v1/auth/', httpOnly: true, secure: true, sameSite: 'strict' } as const

export function setRefreshCookie(reply: FastifyReply, refresh: string, lifetimeSeconds: number): void {
  reply.setCookie(name, refresh, { ...attributes, maxAge: lifetimeSeconds })
}

export function clearRefreshCookie(reply: FastifyReply): void {
  reply.clearCookie(name, attributes)
}

/** The token of the cookie, or null. Throws 403 without the header that no foreign page can send. */
export function readRefreshCookie(request: FastifyRequest): string | null {
  const token = request.cookies[name]
  if (!token) return null
  if (!sentByOwnApp(request)) {
    throw new Refusal(403, 'The refresh cookie needs the header X-Requested-With: XMLHttpRequest.')
  }
  return token
}

/** As `readRefreshCookie`, for calls that do without: null instead of 403. */
export function findRefreshCookie(request: FastifyRequest): string | null {
  return sentByOwnApp(request) ? (request.cookies[name] ?? null) : null
}

function sentByOwnApp(request: FastifyRequest): boolean {
  return String(request.headers['x-requested-with'] ?? '').toLowerCase() === 'xmlhttprequest'
}
