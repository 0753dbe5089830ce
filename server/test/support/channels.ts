import { expect } from 'vitest'
import type { TestAnswer, TestApp } from './app.ts'
import type { SignedInUser } from './factories.ts'

export const accountsPath = '/api/integrations/accounts/'

export interface Flow {
  accountId: number
  /** Of the connect call: `oauth_flow=…`. */
  cookie: string
  authorizationUrl: URL
  state: string
}

/** A new account of the platform. */
export async function createAccount(app: TestApp, user: SignedInUser, platform = 'meta'): Promise<number> {
  const answer = await app.post(accountsPath, { platform, name: 'Main page' }, user.token)
  expect(answer.status, answer.text).toBe(201)
  return answer.body.id
}

/** Presses "Connect". */
export async function beginFlow(app: TestApp, user: SignedInUser, accountId: number): Promise<Flow> {
  const answer = await app.post(`${accountsPath}${accountId}/connect/`, {}, user.token)
  expect(answer.status, answer.text).toBe(200)
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const { authorization_url, state } = answer.body
  return { accountId, cookie, authorizationUrl: new URL(authorization_url), state }
}

/** What the consent page sends the browser back with. `visit`: what is decided there, for the doubles. */
export async function consent(flow: Flow, visit: Record<string, string> = {}): Promise<URLSearchParams> {
  const url = new URL(flow.authorizationUrl)
  for (const [name, value] of Object.entries(visit)) url.searchParams.set(name, value)
  const page = await fetch(url, { redirect: 'manual' })
  expect(page.status, await page.text()).toBe(302)
  return new URL(page.headers.get('location') ?? '').searchParams
}

export interface Return {
  answer: TestAnswer
  /** Where the browser lands in the web app. */
  landing: URL
  query: Record<string, string>
}

/** The browser comes back from the platform. `cookie` null: without any. */
export async function comeBack(
  app: TestApp,
  flow: { cookie: string | null; platform?: string },
  query: URLSearchParams | Record<string, string>,
): Promise<Return> {
  const { cookie, platform = 'meta' } = flow
  const answer = await app.call(
    'GET',
    `${accountsPath}oauth/callback/${platform}/?${new URLSearchParams(query)}`,
    { headers: cookie ? { cookie } : {} },
  )
  expect(answer.status, answer.text).toBe(302)
  const landing = new URL(answer.headers.get('location') ?? '')
  return { answer, landing, query: Object.fromEntries(landing.searchParams) }
}

/** An account that was connected by consent. */
export async function connectAccount(app: TestApp, user: SignedInUser, platform = 'meta'): Promise<number> {
  const flow = await beginFlow(app, user, await createAccount(app, user, platform))
  const { query } = await comeBack(app, { cookie: flow.cookie, platform }, await consent(flow))
  expect(query).toEqual({ connected: 'true', account_id: String(flow.accountId) })
  return flow.accountId
}
