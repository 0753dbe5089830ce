import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { field } from './fields.ts'

/** A page of the sales API: `page` counts from 1 (sales contract 1.3). */
export interface Page {
  page: number
  limit: number
  offset: number
}

/** Reads `page` and `limit`; anything but 1 to 9 decimal digits, or 0, counts as absent; `limit` is capped at 1000. */
export function salesPage(query: Record<string, unknown>, defaultLimit = 10): Page {
  const limit = Math.min(positive(query.limit) ?? defaultLimit, 1000)
  const page = positive(query.page) ?? 1
  return { page, limit, offset: (page - 1) * limit }
}

/** `page` and `limit` for the `query` of a route: described, never refused; `salesPage` reads them. */
export function salesPageQuery(defaultLimit = 10) {
  return {
    page: field(Type.Integer({ minimum: 1, default: 1 }), (raw) => raw),
    limit: field(Type.Integer({ minimum: 1, maximum: 1000, default: defaultLimit }), (raw) => raw),
  }
}

function positive(raw: unknown): number | undefined {
  if (typeof raw !== 'string' || !/^\d{1,9}$/.test(raw)) return undefined
  return Number(raw) || undefined
}

/**
 * Page sizes whose list statements are prepared. The size is part of their text, so with any size callers could fill the
 * connections with prepared statements.
 */
export const preparedPageSizes: ReadonlySet<number> = new Set([10, 20, 25, 50, 100])

/** The header of a list whose `total` is only a lower bound; absent when the total is exact. */
export const lowerBoundHeader = 'X-Total-Is-Lower-Bound'

/** What the API document says of lists that can be searched. */
export const moreThanTotal = `With \`search\`, totals are exact up to 10,000; beyond, \`total\` is 10000 and the header \`${lowerBoundHeader}: true\` says that more rows match.`

/** Says in a header that more rows match than the body's `total`: the contract leaves no room for another key. */
export function tellMoreThanTotal(reply: FastifyReply): void {
  reply.header(lowerBoundHeader, 'true')
}

/** A page of the envelope APIs (marketplace contract 2): by `offset` when sent, else by `page`. */
export interface EnvelopePage {
  limit: number
  offset: number
  mode: 'page' | 'offset'
}

/** `limit` defaults to 20 and is capped at 100; malformed values fall back to their defaults. */
export function envelopePage(query: Record<string, unknown>, defaultLimit = 20): EnvelopePage {
  const limit = Math.min(count(query.limit) || defaultLimit, 100)
  if (!absent.has(query.offset)) return { limit, offset: count(query.offset), mode: 'offset' }
  return { limit, offset: ((count(query.page) || 1) - 1) * limit, mode: 'page' }
}

/** What clients write for "no value" (marketplace contract 6). */
const absent = new Set<unknown>([undefined, '', 'undefined', 'null'])

/** Decimal digits as a number that PostgreSQL takes for an offset, also after it was multiplied by a limit; else 0. */
function count(raw: unknown): number {
  return typeof raw === 'string' && /^\d+$/.test(raw) ? Math.min(Number(raw), 1e12) : 0
}

/** The `{count,next,previous,results}` body; `url` is the absolute URL of the request and keeps its other parameters. */
export function envelopePageBody<T>(url: URL, page: EnvelopePage, count: number, results: T[]) {
  const link = (offset: number): string => {
    const target = new URL(url)
    if (page.mode === 'page') {
      target.searchParams.delete('offset')
      target.searchParams.set('page', String(Math.floor(offset / page.limit) + 1))
    } else {
      target.searchParams.set('limit', String(page.limit))
      target.searchParams.set('offset', String(offset))
    }
    return target.href
  }
  return {
    count,
    next: page.offset + page.limit < count ? link(page.offset + page.limit) : null,
    previous: page.offset > 0 ? link(Math.max(0, page.offset - page.limit)) : null,
    results,
  }
}

/** The absolute URL that the client called, as far as it can be known: by PUBLIC_BASE_URL, else by the Host header. */
export function calledUrl(
  request: { url: string; protocol: string; host: string },
  config: { publicBaseUrl: string | null },
): URL {
  const origin = config.publicBaseUrl ?? `${request.protocol}://${request.host}`
  return URL.canParse(request.url, origin)
    ? new URL(request.url, origin)
    : new URL(request.url, 'http://localhost')
}
