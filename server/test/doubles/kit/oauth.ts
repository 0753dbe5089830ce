import { createHash } from 'node:crypto'
import type { Answer, Call } from './http.ts'

/** What whoever comes to a consent page does there. Members of the query that begin with `_` win over it. */
export interface Visit {
  /** Who is signed in; the platform's first user unless told. Query: `_user`. */
  user?: string
  /** Query: `_decision=deny`. */
  decision?: 'consent' | 'deny'
  /** The scopes that are left ticked; all that are asked for unless told. Query: `_scopes=a,b`. */
  scopes?: string[]
  /** The pages or accounts that are picked; all unless told. Query: `_pages=1,2`. */
  pages?: string[]
}

export interface Decision {
  user: string | null
  denied: boolean
  scopes: string[]
  pages: string[] | null
}

/** Reads what the visitor decides about the scopes that are asked for. */
export function decide(call: Call, visit: Visit, asked: string[]): Decision {
  const list = (name: string) => call.query[name]?.split(/[ ,]+/).filter(Boolean)
  const left = list('_scopes') ?? visit.scopes
  return {
    user: call.query._user ?? visit.user ?? null,
    denied: (call.query._decision ?? visit.decision) === 'deny',
    scopes: left ? asked.filter((scope) => left.includes(scope)) : asked,
    pages: list('_pages') ?? visit.pages ?? null,
  }
}

/** The browser goes back to the application. `end` is what some platforms hang on behind the query. */
export function sendBack(to: string, values: Record<string, string | undefined>, end = ''): Answer {
  const url = new URL(to)
  for (const [name, value] of Object.entries(values))
    if (value !== undefined) url.searchParams.set(name, value)
  return { status: 302, headers: { location: `${url}${end}`, 'content-type': 'text/html' }, body: '' }
}

/** A code between consent and exchange. */
export interface IssuedCode {
  client: string
  redirectUri: string
  challenge: string | null
  user: string
  scopes: string[]
  expiresAt: number
  used: boolean
}

type CodeFault = 'unknown' | 'used' | 'expired' | 'other-client' | 'redirect-mismatch' | 'verifier-mismatch'

/** Uses a code up and gives it, or says what is wrong with it. A refused attempt uses it up as well. */
export function takeCode(
  codes: Map<string, IssuedCode>,
  code: string,
  presented: { client: string; redirectUri: string; verifier: string | null; now: number },
): IssuedCode | CodeFault {
  const issued = codes.get(code)
  if (!issued) return 'unknown'
  if (issued.used) return 'used'
  issued.used = true
  if (issued.client !== presented.client) return 'other-client'
  if (issued.expiresAt <= presented.now) return 'expired'
  if (issued.redirectUri !== presented.redirectUri) return 'redirect-mismatch'
  if (issued.challenge === null) return issued
  const digest = createHash('sha256').update(presented.verifier ?? '')
  return digest.digest('base64url') === issued.challenge ? issued : 'verifier-mismatch'
}

/** Gives out values that no two calls share and that a test can look for where they must not be. */
export interface Mint {
  (kind: string): string
  /** Every value given out so far. */
  given: string[]
}

export function startMint(platform: string): Mint {
  const given: string[] = []
  const mint = (kind: string) => {
    const tail = createHash('sha256').update(`${platform} ${kind} ${given.length}`).digest('base64url')
    const value = `${kind}${given.length}${tail.replace(/[-_]/g, 'x')}`
    given.push(value)
    return value
  }
  return Object.assign(mint, { given })
}

/** The token of an `Authorization: Bearer` header, or null. */
export function bearer(call: Call): string | null {
  return /^Bearer (.+)$/.exec(call.headers.authorization ?? '')?.[1] ?? null
}
