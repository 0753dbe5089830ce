import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { startWhatsAppDouble, type WhatsAppDouble } from '../../../../../test/doubles/whatsapp.ts'
import { startTestApp, type TestApp } from '../../../../../test/support/app.ts'
import { accountsPath, connectAccount } from '../../../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../../../test/support/factories.ts'
import type { FixedClock } from '../../../../kernel/clock/clock.ts'
import { registerCustomers } from '../../../customers/index.ts'
import { registerIdentity } from '../../../identity/index.ts'
import { adapters } from '../../adapters/index.ts'
import { channelsOf } from '../../index.ts'

export const base = '/api/integrations/whatsapp/'
export const customer = '9647701112233'
export const shopNumber = '106540352242922'

/** For the tests of a file: one server, and for each test a shop of its own whose number is connected. No token may be in any row after a test. */
export function whatsAppShop() {
  let app: TestApp
  let whatsapp: WhatsAppDouble
  let owner: SignedInUser
  let id: number

  beforeAll(async () => {
    whatsapp = await startWhatsAppDouble({ now: () => (app?.services.clock.now() ?? new Date()).getTime() })
    app = await startTestApp({
      features: [registerIdentity, registerCustomers, channelsOf(adapters, async () => {})],
      now: new Date(),
      env: { ...whatsapp.env, FRONTEND_URL: 'https://app.example.com' },
    })
  })
  beforeEach(async () => {
    owner = await createOwner(app.services)
    id = await connectAccount(app, owner, 'whatsapp')
    whatsapp.calls.length = 0
    whatsapp.state.messages.length = 0
  })
  afterEach(async () => {
    const rows = await Promise.all(
      ['channel_logs', 'channel_accounts', 'whatsapp_messages'].map((table) =>
        app.services.db.query(`select t::text from ${table} t`),
      ),
    )
    const text = JSON.stringify(rows)
    expect(whatsapp.secrets().filter((secret) => text.includes(secret))).toEqual([])
  })
  afterAll(async () => {
    await app.close()
    await whatsapp.close()
  })

  const get = (rest: string, user = owner) => app.get(base + rest, user.token)
  return {
    get app() {
      return app
    },
    get whatsapp() {
      return whatsapp
    },
    get owner() {
      return owner
    },
    /** The connected account. */
    get id() {
      return id
    },
    /** Goes on as the owner of a shop that has connected nothing yet. */
    openAnother: async () => {
      owner = await createOwner(app.services)
    },
    clock: () => app.services.clock as FixedClock,
    get,
    post: (rest: string, body: unknown, user = owner) => app.post(base + rest, body, user.token),
    read: async (account = id) => (await app.get(`${accountsPath}${account}/`, owner.token)).body,
    messages: async (user = owner) => (await get('messages/', user)).body.results,
    logs: async () => (await app.get('/api/integrations/logs/', owner.token)).body.results,
  }
}
