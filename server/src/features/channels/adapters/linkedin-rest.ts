import type { Provider, ProviderAnswer, ProviderCall } from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'
import { invalidInput, members, rows } from './values.ts'

/** How LinkedIn is called under `/rest`, and how its lists go on. */

/** Each version lives about a year. */
const usualVersion = '202605'

interface RestCall {
  method?: ProviderCall['method']
  query?: Record<string, string>
  json?: object
  /** What a GET is that is none of a single thing. */
  finder?: 'FINDER' | 'BATCH_GET'
}

/** A call under `/rest`, which wants a version and a protocol. */
export function rest(provider: Provider, accessToken: string, path: string, call: RestCall = {}) {
  const { method = 'GET', finder, ...more } = call
  return provider.call({
    method,
    url: `${provider.settings.apiUrl}/rest/${path}`,
    bearer: accessToken,
    headers: {
      'linkedin-version': provider.settings.extra.LINKEDIN_VERSION ?? usualVersion,
      'x-restli-protocol-version': '2.0.0',
      ...(finder ? { 'x-restli-method': finder } : {}),
    },
    ...more,
  })
}

/** The answer, or null where it may not be read or there is none. */
export async function readable(
  call: Promise<ProviderAnswer>,
  tolerated: ProviderError['kind'][] = ['scope', 'rejected'],
): Promise<ProviderAnswer | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ProviderError && tolerated.includes(error.kind)) return null
    throw error
  }
}

/** Where the next page of a list begins; null: this was the last. */
export function nextStart(body: unknown, start: number, asked: number): number | null {
  const { paging, elements } = members(body)
  const { links, total } = members(paging)
  const got = rows(elements).length
  if (got === 0) return null
  const isMore = Number.isInteger(total)
    ? (total as number) > start + got
    : Array.isArray(links)
      ? rows(links).some(({ rel }) => rel === 'next')
      : got >= asked
  return isMore ? start + got : null
}

export function startOf(after: string | null): number {
  if (after !== null && !/^\d{1,9}$/.test(after)) throw invalidInput('after', 'Enter a valid cursor.')
  return Number(after ?? 0)
}

/** In paths LinkedIn wants the brackets of a URN encoded as well. */
export const encoded = (urn: string) =>
  encodeURIComponent(urn).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'))
