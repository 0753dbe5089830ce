/** One refused field: `path` as the caller wrote it (`items[0].quantity`), `message` a text for people. */
export interface FieldError {
  path: string
  message: string
  location?: 'body' | 'query' | 'params'
}

export interface RefusalOptions {
  /** Machine-readable code of the envelope and action dialects; a default follows from the status. */
  code?: string
  fields?: FieldError[]
  details?: Record<string, string[]>
  headers?: Record<string, string>
  /** The whole body, where the contract gives this one refusal bytes of its own; read by the rest-framework dialect. */
  body?: Record<string, unknown>
}

/**
 * What an operation throws to refuse. The dialect of the route turns it into that contract's bytes; nothing else
 * writes an error body. `message` is shown to the caller: never put internals into it.
 */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly fields: FieldError[]
  readonly details: Record<string, string[]>
  readonly headers: Record<string, string>
  readonly body: Record<string, unknown> | null

  constructor(status: number, message: string, options: RefusalOptions = {}) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.code = options.code ?? defaultCodes[status] ?? 'INTERNAL_ERROR'
    this.fields = options.fields ?? []
    this.details = options.details ?? {}
    this.headers = options.headers ?? {}
    this.body = options.body ?? null
  }
}

const defaultCodes: Record<number, string> = {
  400: 'BUSINESS_LOGIC_ERROR',
  401: 'NOT_AUTHENTICATED',
  402: 'INSUFFICIENT_FUNDS',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  409: 'RESOURCE_CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'IDEMPOTENCY_KEY_REUSED',
  429: 'THROTTLED',
  431: 'HEADERS_TOO_LARGE',
  503: 'SERVICE_UNAVAILABLE',
}

/** A validation refusal (400, `VALIDATION_ERROR`): the message is the first field's text. */
export function invalid(fields: FieldError[]): Refusal {
  return new Refusal(400, fields[0]?.message ?? 'Invalid value', { code: 'VALIDATION_ERROR', fields })
}

/** A validation refusal of one field. */
export function invalidField(
  path: string,
  message: string,
  location: FieldError['location'] = 'body',
): Refusal {
  return invalid([{ path, message, location }])
}

/** 404 in the words of the contract, e.g. `Product not found`. */
export function notFound(message = 'Not found'): Refusal {
  return new Refusal(404, message)
}
