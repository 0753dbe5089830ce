import { afterAll, beforeAll, beforeEach } from 'vitest'
import { startTikTokDouble, type TikTokDouble } from '../../../../../test/doubles/tiktok.ts'
import { startWhatsAppDouble, type WhatsAppDouble } from '../../../../../test/doubles/whatsapp.ts'
import { startTestApp, type TestApp } from '../../../../../test/support/app.ts'
import { accountsPath } from '../../../../../test/support/channels.ts'
import { createOwner, type SignedInUser } from '../../../../../test/support/factories.ts'
import type { FixedClock } from '../../../../kernel/clock/clock.ts'
import { registerIdentity } from '../../../identity/index.ts'
import { adapters } from '../../adapters/index.ts'
import { channelsOf } from '../../index.ts'

export const hooks = '/api/integrations/webhooks/'
export const customer = '9647701112233'
export const page = '1029384756'
/** What a delivery that was taken is answered. */
export const ok = { status: 200, text: '{"status":"ok"}' }

/** For the tests of a file: one server between doubles of Meta with WhatsApp and of TikTok, and for each test a shop of its own. */
export function webhookShop() {
  let app: TestApp
  let meta: WhatsAppDouble
  let tiktok: TikTokDouble
  let owner: SignedInUser
  const now = () => (app?.services.clock.now() ?? new Date()).getTime()

  beforeAll(async () => {
    meta = await startWhatsAppDouble({ now })
    tiktok = await startTikTokDouble({ now })
    app = await startTestApp({
      features: [registerIdentity, channelsOf(adapters, async () => {})],
      now: new Date(),
      env: {
        ...meta.env,
        ...tiktok.env,
        META_WEBHOOK_VERIFY_TOKEN: 'meta token',
        FRONTEND_URL: 'https://app.example.com',
      },
    })
  })
  beforeEach(async () => {
    // Accounts of other tests have the same numbers and pages.
    await app.services.db.query('delete from channel_accounts')
    owner = await createOwner(app.services)
  })
  afterAll(async () => {
    await app.close()
    await meta.close()
    await tiktok.close()
  })

  return {
    get app() {
      return app
    },
    get meta() {
      return meta
    },
    get tiktok() {
      return tiktok
    },
    get owner() {
      return owner
    },
    clock: () => app.services.clock as FixedClock,
    seconds: () => Math.floor(now() / 1000),
    to(name: 'meta' | 'whatsapp' | 'tiktok') {
      const { webhooks } = name === 'tiktok' ? tiktok : meta
      webhooks.target = `${app.url}${hooks}${name}/`
      return webhooks
    },
    messages: async (user = owner) =>
      (await app.get('/api/integrations/whatsapp/messages/?page_size=200', user.token)).body.results,
    conversations: async (user = owner) =>
      (await app.get('/api/integrations/whatsapp/conversations/', user.token)).body,
    logs: async (user = owner) =>
      (await app.get('/api/integrations/logs/?action=webhook_received', user.token)).body.results,
    read: async (id: number, user = owner) => (await app.get(`${accountsPath}${id}/`, user.token)).body,
    /** Everything that a webhook may touch. */
    async snapshot(): Promise<unknown> {
      const tables = [
        'channel_accounts',
        'channel_secrets',
        'channel_logs',
        'whatsapp_messages',
        'whatsapp_statuses',
        'whatsapp_conversations',
      ]
      return Promise.all(
        tables.map((table) => app.services.db.query(`select t::text from ${table} t order by 1`)),
      )
    },
  }
}
