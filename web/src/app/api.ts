import { ApiError, apiErrorOf } from './api-error.ts'

export { ApiError } from './api-error.ts'

type QueryValue = string | number | boolean | null | undefined

export type RequestOptions = {
  /** `null`, `undefined` and `''` are left out. */
  query?: Record<string, QueryValue>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as multipart; takes the place of `body`. */
  form?: FormData
  /** One key per user intention: a retried POST then has one effect. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** `blob` for downloads; `json` (the default) also accepts an empty answer. */
  as?: 'json' | 'blob'
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export type Api = {
  /** Resolves with the parsed body, `undefined` for an empty one. Throws `ApiError` for every failure. */
  request<T>(method: Method, path: string, options?: RequestOptions): Promise<T>
}

/** Appends the query to a path; absent values (null, undefined, empty string) disappear. */
export function withQuery(path: string, query: Record<string, QueryValue> | undefined): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${text}`
}

function toRequest(method: Method, path: string, options: RequestOptions): Request {
  const headers = new Headers({ Accept: options.as === 'blob' ? '*/*' : 'application/json' })
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey)
  let body: BodyInit | null = null
  if (options.form) body = options.form
  else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json')
    body = JSON.stringify(options.body)
  }
  const url = new URL(withQuery(path, options.query), window.location.origin)
  return new Request(url, {
    method,
    headers,
    body,
    signal: options.signal ?? null,
    credentials: 'same-origin',
  })
}

async function jsonOrNothing(response: Response): Promise<unknown> {
  const text = await response.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The one way of this app to the server. `send` is the session's fetch, which adds the access token and renews it
 * once; every page gets the result through `useApi()`.
 */
export function createApi(send: (request: Request) => Promise<Response>): Api {
  return {
    async request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
      let response: Response
      try {
        response = await send(toRequest(method, path, options))
      } catch (cause) {
        if (options.signal?.aborted) throw cause
        throw new ApiError({ status: 0, code: 'NETWORK', message: 'The server cannot be reached' })
      }
      if (!response.ok) {
        throw apiErrorOf(response.status, await jsonOrNothing(response), response.headers.get('Retry-After'))
      }
      if (options.as === 'blob') return (await response.blob()) as T
      const answer = await jsonOrNothing(response)
      const isLowerBound = response.headers.get('X-Total-Is-Lower-Bound') === 'true'
      return (isLowerBound ? { ...(answer as object), totalIsLowerBound: true } : answer) as T
    },
  }
}

/** A list whose total is exact, or a lower bound: the server counts the hits of a search up to 10,000. */
export type Total = { total: number; totalIsLowerBound?: boolean }

/** Successful actions of the marketplace contract, form E. */
export type Envelope<T> = { success: true; message?: string; data: T }
