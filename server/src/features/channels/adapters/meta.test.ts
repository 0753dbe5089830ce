import { expect, test } from 'vitest'
import { meta } from './meta.ts'

const graphAnswer = (error: object, status = 400, headers: Record<string, string> = {}) =>
  ({ status, headers: new Headers(headers), body: { error } }) as const

test.each([
  ['a dead token, whatever the status', { code: 190, error_subcode: 463 }, 400, 'auth'],
  ['a call that wants a page token', { code: 190, error_subcode: 2069032 }, 403, 'rejected'],
  ['a missing permission', { code: 200 }, 403, 'scope'],
  ['a missing permission by code 10', { code: 10 }, 400, 'scope'],
  ['the limit of the app', { code: 4 }, 400, 'rate'],
  ['the limit of a page', { code: 80001 }, 400, 'rate'],
  ['an outage', { code: 2 }, 500, 'transient'],
  ['a duplicate', { code: 506 }, 400, 'rejected'],
  ['an error under 200', { code: 100 }, 200, 'rejected'],
])('%s is told apart', (_what, error, status, kind) => {
  expect(meta.classify(graphAnswer(error, status), 'api').kind).toBe(kind)
})

test('the limit of a page says in minutes when to come back; the longest counts', () => {
  const usage = (minutes: number) => [
    { type: 'pages', call_count: 100, estimated_time_to_regain_access: minutes },
  ]
  const header = JSON.stringify({ 1: usage(3), 2: usage(7) })
  const answer = graphAnswer({ code: 32 }, 400, { 'x-business-use-case-usage': header })
  expect(meta.classify(answer, 'api')).toEqual({ kind: 'rate', waitMs: 420_000 })
})

test('a login configuration takes the place of scopes', () => {
  const params = new URLSearchParams({ scope: 'a,b' })
  const settings = { clientId: '', clientSecret: '', oauthUrl: '', apiUrl: '', scopes: [] }
  meta.oauth.adjust?.(params, { ...settings, extra: { META_FACEBOOK_LOGIN_FOR_BUSINESS_CONFIG_ID: '77' } })
  expect(Object.fromEntries(params)).toEqual({ config_id: '77', override_default_response_type: 'true' })
})
