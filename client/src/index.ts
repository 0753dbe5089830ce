import createFetchClient, { type Client, type ClientOptions } from 'openapi-fetch'
import type { paths } from './api.gen.ts'

export type { paths } from './api.gen.ts'

/** A typed client of the Tradepost API; pass `baseUrl` and, for authorised calls, an `Authorization` header. */
export function createClient(options: ClientOptions): Client<paths> {
  return createFetchClient<paths>(options)
}
