import { createHash } from 'node:crypto'
import type { Answer, Call } from './http.ts'
import { escaped, sandboxPage } from './page.ts'

/** What whoever comes to a consent page does there. Members of the query that begin with `_` win over it. */
export interface Visit {
  /** Shows a page with buttons and waits, as for a person at a browser. */
  asks?: boolean
  /** What that page calls the platform and who is signed in. */
  platform?: string
  person?: string
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
  /** To show instead of deciding. */
  page: Answer | null
  user: string | null
  denied: boolean
  scopes: string[]
  pages: string[] | null
}

/** Something to pick from on a consent page, besides the scopes. */
export interface Choice {
  id: string
  name: string
}

/** Reads what the visitor decides about the scopes that are asked for. */
export function decide(call: Call, visit: Visit, asked: string[], choices: Choice[] = []): Decision {
  const list = (name: string) => call.queryAll(name)?.flatMap((value) => value.split(/[ ,]+/).filter(Boolean))
  const left = list('_scopes') ?? visit.scopes
  const waits = visit.asks && call.query._decision === undefined
  return {
    page: waits ? consentPage(call, visit, asked, choices) : null,
    user: call.query._user ?? visit.user ?? null,
    denied: (call.query._decision ?? visit.decision) === 'deny',
    scopes: left ? asked.filter((scope) => left.includes(scope)) : asked,
    pages: list('_pages') ?? visit.pages ?? null,
  }
}

/** Comes back to its own address with what was ticked. */
function consentPage(
  call: Call,
  { platform = 'the platform', person }: Visit,
  asked: string[],
  choices: Choice[],
): Answer {
  const kept = Object.entries(call.query).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  )
  const box = (name: string, { id, name: label }: Choice) =>
    `<label><input type="checkbox" name="${name}" value="${escaped(id)}" checked> <span>${escaped(label)}</span></label>`
  // What is left empty must not look like what was never asked.
  const groups = choices.length > 0 ? ['_pages', '_scopes'] : ['_scopes']
  for (const name of groups) kept.push(`<input type="hidden" name="${name}" value="">`)
  const group = (legend: string, name: string, rows: Choice[]) =>
    rows.length > 0
      ? `<fieldset><legend>${legend}</legend>${rows.map((row) => box(name, row)).join('')}</fieldset>`
      : ''
  const who = person ? ` as <strong>${escaped(person)}</strong>` : ''
  return sandboxPage(
    `Let Tradepost use ${platform}?`,
    `<p class="muted">This page stands in for the one of ${escaped(platform)}. You are signed in${who}; nobody is asked for a password.</p>
<form>${kept.join('')}${group('What it may use', '_pages', choices)}${group(
      'What it may do',
      '_scopes',
      asked.map((scope) => ({ id: scope, name: scope })),
    )}
<p><button class="main" name="_decision" value="consent">Continue</button><button name="_decision" value="deny">Cancel</button></p></form>`,
  )
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
