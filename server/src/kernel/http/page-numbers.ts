import type { FastifyRequest } from 'fastify'
import { type TSchema, Type } from 'typebox'
import { notFound } from '../errors.ts'
import { field } from './fields.ts'

const defaultSize = 20
const usualMaxSize = 100

export interface PageOptions {
  /** The largest `page_size`; 100 unless told. */
  maxSize?: number
}

/** `page` and `page_size` for the `query` of a route: described; `numberedPage` reads them. */
export function numberedPageQuery({ maxSize = usualMaxSize }: PageOptions = {}) {
  return {
    page: field(Type.String({ default: '1', description: 'From 1, or `last`.' }), (raw) => raw),
    page_size: field(Type.Integer({ minimum: 1, maximum: maxSize, default: defaultSize }), (raw) => raw),
  }
}

/** The schema of a numbered page of `item`. */
export function numberedPageSchema<T extends TSchema>(item: T) {
  const link = Type.Unsafe<string | null>({ type: ['string', 'null'] })
  return Type.Object({ count: Type.Integer(), next: link, previous: link, results: Type.Array(item) })
}

export interface PageSource<T> {
  count(): Promise<number>
  rows(limit: number, offset: number): Promise<T[]>
}

/**
 * One page `{count, next, previous, results}` (storefronts contract 1.2). Throws 404 `Invalid page.` for pages that do
 * not exist; page 1 of an empty list does.
 */
export async function numberedPage<T>(
  request: Pick<FastifyRequest, 'url' | 'protocol' | 'host'>,
  rawQuery: Record<string, string>,
  source: PageSource<T>,
  { maxSize = usualMaxSize }: PageOptions = {},
) {
  const size = pageSize(rawQuery.page_size, maxSize)
  const asked = rawQuery.page ?? '1'
  if (asked !== 'last' && !/^0*[1-9]\d{0,14}$/.test(asked)) throw invalidPage()
  const count = await source.count()
  const last = Math.max(1, Math.ceil(count / size))
  const page = asked === 'last' ? last : Number(asked)
  if (page > last) throw invalidPage()
  const results = count === 0 ? [] : await source.rows(size, (page - 1) * size)
  const link = (number: number) => pageLink(request, number)
  return {
    count,
    next: page < last ? link(page + 1) : null,
    previous: page > 1 ? link(page - 1) : null,
    results,
  }
}

const invalidPage = () => notFound('Invalid page.')

function pageSize(raw: string | undefined, maxSize: number): number {
  if (raw === undefined || !/^\d+$/.test(raw)) return defaultSize
  return Math.min(Number(raw) || defaultSize, maxSize)
}

/** The address as the client called it; a proxy's word counts only when it is trusted (TRUST_PROXY). */
export function requestedUrl({
  url,
  protocol,
  host,
}: Pick<FastifyRequest, 'url' | 'protocol' | 'host'>): URL {
  const origin = `${protocol}://${host}`
  return URL.canParse(url, origin) ? new URL(url, origin) : new URL(url, 'http://localhost')
}

function pageLink(request: Pick<FastifyRequest, 'url' | 'protocol' | 'host'>, page: number): string {
  const url = requestedUrl(request)
  url.searchParams.delete('page')
  if (page > 1) url.searchParams.set('page', String(page))
  url.searchParams.sort()
  return url.href
}
