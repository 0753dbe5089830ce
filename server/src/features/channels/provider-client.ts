import type { Clock } from '../../kernel/clock/clock.ts'
import type { Random } from '../../kernel/clock/random.ts'
import type {
  Adapter,
  PlatformSettings,
  Provider,
  ProviderAnswer,
  ProviderCall,
  RateFacts,
  Verdict,
} from './adapter.ts'
import { ProviderError, type ProviderFacts } from './provider-error.ts'
import { redactText, secretsIn } from './redact.ts'

export interface ProviderClientOptions {
  adapter: Adapter
  settings: PlatformSettings
  clock: Clock
  random: Random
  /** Waits so many milliseconds; tests do not. */
  pause(ms: number): Promise<void>
  /** What must appear in no text that leaves here, beside the client's own secret and what calls and their answers have of secrets. */
  secrets: readonly string[]
  /** Of one call, 15 s unless told. */
  timeoutMs?: number
  /** No second try at all. */
  once?: boolean
  /** Is told what every answer says of the limits. */
  onRate?(facts: RateFacts): void
}

const usualTimeoutMs = 15_000
const maxBytes = 5 * 1024 * 1024
const maxRetries = 3
/** A request does not wait longer than this altogether. */
const maxWaitMs = 15_000
const maxMessage = 500
/** Quotas open again within a day; whatever else is told must not shut an account out for years. */
const maxPauseMs = 24 * 3_600_000

/** The client of one platform for one operation (channels contract 6.4 to 6.6). */
export function createProvider(options: ProviderClientOptions): Provider {
  const { adapter, settings, random } = options
  const secrets = new Set([...options.secrets, settings.clientSecret])
  const keepSecrets = (texts: readonly string[]) => {
    for (const text of texts) secrets.add(text)
  }

  async function once(call: ProviderCall): Promise<ProviderAnswer> {
    keepSecrets([...(call.bearer ? [call.bearer] : []), ...secretsIn(call.form), ...secretsIn(call.query)])
    const timeoutMs = options.timeoutMs ?? usualTimeoutMs
    const answer = await send(call, adapter.id, Math.min(timeoutMs, call.patienceMs ?? timeoutMs))
    keepSecrets(secretsIn(answer.body))
    const rate = adapter.readRate?.(answer.headers)
    if (rate) options.onRate?.(rate)
    const isUnreadable = answer.body === undefined && answer.status < 400
    const verdict = isUnreadable
      ? ({ kind: 'transient' } as const)
      : adapter.classify(answer, call.purpose ?? 'api')
    if (verdict.kind === 'ok') return answer
    const { code, message, requestId } = adapter.explain(answer)
    const safe = (text: string | null) =>
      text === null ? null : redactText(text, [...secrets]).slice(0, maxMessage)
    const facts: ProviderFacts = {
      platform: adapter.id,
      status: answer.status,
      code: safe(code),
      message: safe(message),
      request_id: safe(requestId),
    }
    const header = retryAfterMs(answer.headers.get('retry-after'), options.clock.now())
    const waits = [header, toldMs(verdict, options.clock.now())].filter((wait) => wait !== null)
    throw new ProviderError(
      verdict.kind,
      facts,
      waits.length > 0 ? Math.min(maxPauseMs, Math.max(...waits)) : null,
    )
  }

  return {
    settings,
    async call(call) {
      const isOnce = options.once || call.patienceMs !== undefined
      let waited = 0
      for (let retries = 0; ; retries++) {
        try {
          return await once(call)
        } catch (error) {
          if (!(error instanceof ProviderError) || isOnce || retries >= maxRetries) throw error
          if (!mayRepeat(call, error)) throw error
          const jitter = random.integer(Math.min(8000, 500 * 2 ** retries) + 1)
          const wait = Math.max(jitter, error.waitMs ?? 0)
          if (waited + wait > maxWaitMs) throw error
          waited += wait
          await options.pause(wait)
        }
      }
    },
  }
}

/**
 * Reading may be repeated; of writing only what certainly did nothing; codes and refresh tokens never. After a timeout the caller has
 * waited long enough.
 */
function mayRepeat(call: ProviderCall, { kind, facts }: ProviderError): boolean {
  if (call.purpose === 'token') return false
  if (kind === 'rate' || wasNeverSent({ facts })) return true
  return (call.method === 'GET' || call.isRead === true) && kind === 'transient'
}

const notReached = 'not_reached'
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** No connection came about, so the platform has heard nothing. */
const wasNeverSent = ({ facts }: Pick<ProviderError, 'facts'>): boolean => facts.code === notReached

/** Nothing came of a call that failed with this: the platform refused it or never heard of it. */
export function didNothing(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false
  return ['auth', 'scope', 'rate', 'rejected'].includes(error.kind) || wasNeverSent(error)
}

async function send(call: ProviderCall, platform: string, timeoutMs: number): Promise<ProviderAnswer> {
  const failure = (kind: 'transient' | 'timeout', code: string, status: number | null = null) =>
    new ProviderError(kind, { platform, status, code, message: null, request_id: null })
  const url = new URL(call.url)
  for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value)
  const body = call.form ? new URLSearchParams(call.form).toString() : call.json && JSON.stringify(call.json)
  const type = call.form ? 'application/x-www-form-urlencoded' : 'application/json'
  try {
    const response = await fetch(url, {
      method: call.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': type }),
        ...(call.bearer ? { authorization: `Bearer ${call.bearer}` } : {}),
        ...call.headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      throw failure('transient', 'redirect', response.status)
    }
    const text = await readLimited(response)
    if (text === null) throw failure('transient', 'answer_too_large', response.status)
    return { status: response.status, headers: response.headers, body: parse(text) }
  } catch (error) {
    if (error instanceof ProviderError) throw error
    const { name, cause } = error as Error & { cause?: { code?: string } }
    if (name === 'TimeoutError' || name === 'AbortError') throw failure('timeout', 'timeout')
    throw failure('transient', unsent.has(cause?.code ?? '') ? notReached : 'connection_failed')
  }
}

/** Null when the answer is larger than 5 MB, of which no more is read then. */
async function readLimited(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text, exact)
  } catch {
    return undefined
  }
}

/**
 * Whole numbers that JavaScript would round come as their digits: they are ids. Texts come as the database can keep them: names
 * are cut in the middle of an emoji at times.
 */
function exact(_key: string, value: unknown, context?: { source: string }): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '')
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value)
  return isRounded && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value
}

/** How long the platform wants to be left alone by its verdict; null: not told. */
function toldMs(verdict: Verdict, now: Date): number | null {
  if (verdict.kind !== 'rate') return null
  if (verdict.until) return Math.max(0, verdict.until - now.getTime())
  return verdict.waitMs ?? null
}

/** `Retry-After` in seconds or as a date, as milliseconds from now; null for neither. */
export function retryAfterMs(value: string | null, now: Date): number | null {
  if (value === null) return null
  if (/^\s*\d{1,9}(\.\d+)?\s*$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
