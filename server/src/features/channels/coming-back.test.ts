import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import {
  accountsPath,
  beginFlow,
  comeBack,
  consent,
  createAccount,
  type Flow,
} from '../../../test/support/channels.ts'
import { type ChirpDouble, chirp, startChirpDouble } from '../../../test/support/chirp.ts'
import { createOwner, createUser, type SignedInUser, signIn } from '../../../test/support/factories.ts'
import type { FixedClock } from '../../kernel/clock/clock.ts'
import { registerIdentity } from '../identity/index.ts'
import { channelsOf } from './index.ts'

let app: TestApp
let platform: ChirpDouble
let owner: SignedInUser
let id: number

beforeAll(async () => {
  platform = await startChirpDouble()
  app = await startTestApp({
    features: [registerIdentity, channelsOf([chirp], async () => {})],
    now: new Date(),
    env: { ...platform.env, FRONTEND_URL: 'https://app.example.com' },
  })
})
beforeEach(async () => {
  owner = await createOwner(app.services)
  id = await createAccount(app, owner, 'chirp')
  platform.calls.length = 0
})
afterAll(async () => {
  await app.close()
  await platform.close()
})

const query = (text: string, ...values: unknown[]) => app.services.db.query(text, values)
const back = async (flow: Flow, given: URLSearchParams) =>
  (await comeBack(app, { ...flow, platform: 'chirp' }, given)).query
const read = async () => (await app.get(`${accountsPath}${id}/`, owner.token)).body
const lastLine = async () =>
  (await app.get(`/api/integrations/logs/?account=${id}`, owner.token)).body.results[0]
const exchanges = () => platform.callsTo({ path: '/token' }).length
const secrets = () => query('select 1 from channel_secrets where account_id = $1', id)

describe('who has begun a connection and', () => {
  let manager: SignedInUser
  beforeEach(async () => {
    const user = await createUser(app.services, { workspaceId: owner.workspaceId, role: 'manager' })
    manager = await signIn(app.services, user)
  })

  const losses: [string, string][] = [
    ['was removed from the workspace', 'delete from memberships where user_id = $1'],
    ['may only sell now', `update memberships set role = 'seller' where user_id = $1`],
    ['was deactivated', 'update users set is_active = false where id = $1'],
    ['has deleted his account', 'update users set deleted_at = now() where id = $1'],
  ]
  test.each(losses)('%s connects nothing and is told of no account', async (_what, loss) => {
    const flow = await beginFlow(app, manager, id)
    const given = await consent(flow)
    await query(loss, manager.userId)
    const before = await read()
    const told = await back(flow, given)
    expect(told).toMatchObject({ connected: 'false', error: 'invalid_state' })
    expect(told.account_id).toBeUndefined()
    expect([exchanges(), await secrets(), await read()]).toEqual([0, [], before])
    expect(await lastLine()).toMatchObject({ action: 'oauth_connect', status: 'error' })
    expect((await back(flow, given)).error).toBe('invalid_state')
  })

  test.each(losses)('%s while the platform answers connects nothing either', async (_what, loss) => {
    const flow = await beginFlow(app, manager, id)
    const exchange = platform.hold({ path: '/token' })
    const coming = back(flow, await consent(flow))
    await exchange.arrived(1)
    await query(loss, manager.userId)
    exchange.release()
    expect((await coming).error).toBe('invalid_state')
    expect([await secrets(), (await read()).status]).toEqual([[], 'disconnected'])
  })

  test('is manager still connects', async () => {
    const flow = await beginFlow(app, manager, id)
    expect(await back(flow, await consent(flow))).toEqual({ connected: 'true', account_id: String(id) })
  })
})

test('an account that was switched off meanwhile stays as it is, and can be connected once it is on again', async () => {
  const flow = await beginFlow(app, owner, id)
  const given = await consent(flow)
  await app.patch(`${accountsPath}${id}/`, { is_active: false }, owner.token)
  const before = await read()
  expect(await back(flow, given)).toMatchObject({ error: 'state_expired', account_id: String(id) })
  expect([exchanges(), await secrets(), await read()]).toEqual([0, [], before])
  await app.patch(`${accountsPath}${id}/`, { is_active: true }, owner.token)
  expect((await back(flow, given)).error).toBe('invalid_state')
  const again = await beginFlow(app, owner, id)
  expect((await back(again, await consent(again))).connected).toBe('true')
})

test('HEAD uses no state up', async () => {
  const flow = await beginFlow(app, owner, id)
  const given = await consent(flow)
  const headers = { cookie: flow.cookie }
  const answer = await app.call('HEAD', `${accountsPath}oauth/callback/chirp/?${given}`, { headers })
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
  expect((await back(flow, given)).connected).toBe('true')
})

test('a verifier that no key opens ends the flow and not the account; beginning again works', async () => {
  const flow = await beginFlow(app, owner, id)
  await query(`update channel_oauth_states set verifier = 'k1.00000000.AAAA' where account_id = $1`, id)
  const before = await read()
  const told = await back(flow, await consent(flow))
  expect(told).toMatchObject({ error: 'state_expired', account_id: String(id) })
  expect([exchanges(), await read()]).toEqual([0, before])
  expect(await lastLine()).toMatchObject({ status: 'error', response_data: { error: 'state_expired' } })
  const again = await beginFlow(app, owner, id)
  expect((await back(again, await consent(again))).connected).toBe('true')
})

test.each([
  ['-7200', null],
  ['0', null],
  ['7200.5', 7200.5],
  ['1e300', 10 * 365 * 86_400],
  ['1e999', 10 * 365 * 86_400],
])('a token whose expires_in is %s is connected', async (told, seconds) => {
  const flow = await beginFlow(app, owner, id)
  const given = await consent(flow)
  const body = `{"access_token": "at-odd", "expires_in": ${told}}`
  platform.plan({ status: 200, headers: { 'content-type': 'application/json' }, body }, { path: '/token' })
  expect((await back(flow, given)).connected).toBe('true')
  const now = (app.services.clock as FixedClock).now().getTime()
  const ends = seconds === null ? null : new Date(now + seconds * 1000).toISOString()
  expect((await read()).token_expires_at).toBe(ends)
})
