import { type WhatsAppCode, whatsappFailure } from './graph/errors.ts'
import type { WhatsAppBusinessAccount } from './graph/state.ts'
import { type MetaDouble, startMetaDouble } from './meta.ts'

export interface WhatsAppDouble extends MetaDouble {
  account: WhatsAppBusinessAccount
  /** A webhook: a customer wrote. The same `id` again is the platform's duplicate. */
  inbound(message: { from: string; body: string; id?: string; name?: string }): object
  /** A webhook: what became of a message that was sent. */
  status(message: { id: string; to: string; status: DeliveryStatus; error?: WhatsAppCode }): object
}

type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed'

/**
 * Plays the WhatsApp Cloud API beside the rest of the graph, with one business account, one number and two
 * templates: `order_ready` (en_US, one variable) and `hello_world` (en_US).
 */
export async function startWhatsAppDouble(
  options: Parameters<typeof startMetaDouble>[0] = {},
): Promise<WhatsAppDouble> {
  const meta = await startMetaDouble(options)
  const account: WhatsAppBusinessAccount = {
    id: '104000111222333',
    name: 'Shop on WhatsApp',
    numbers: [
      {
        id: '106540352242922',
        display_phone_number: '+964 770 123 4567',
        verified_name: 'Shop',
        registered: true,
      },
    ],
    templates: [
      template('594425479261596', 'order_ready', 'Hello {{1}}, your order is ready.'),
      template('594425479261597', 'hello_world', 'Hello world'),
    ],
    subscribed: new Set(),
  }
  meta.state.whatsapp.push(account)
  const users = meta.state.users.map(({ id }) => id)
  meta.state.businesses.push({ id: '300400500', name: 'Shop Ltd', users, owned: [account.id], client: [] })
  const app = meta.state.apps[0]!
  let inboundCount = 0
  const about = (value: object) => event(account, value)
  return {
    ...meta,
    account,
    env: { ...meta.env, WHATSAPP_CLIENT_ID: app.id, WHATSAPP_CLIENT_SECRET: app.secret },
    inbound({ from, body, id = `wamid.inbound${++inboundCount}`, name = 'Customer' }) {
      meta.state.openWindows?.add(from)
      const timestamp = String(Math.floor(meta.now() / 1000))
      return about({
        contacts: [{ profile: { name }, wa_id: from }],
        messages: [{ from, id, timestamp, type: 'text', text: { body } }],
      })
    },
    status({ id, to, status, error }) {
      const timestamp = String(Math.floor(meta.now() / 1000))
      const errors = error === undefined ? {} : { errors: [whatsappFailure(error)] }
      return about({ statuses: [{ id, status, timestamp, recipient_id: to, ...errors }] })
    },
  }
}

function template(id: string, name: string, body: string): WhatsAppBusinessAccount['templates'][number] {
  return { id, name, language: 'en_US', category: 'UTILITY', status: 'APPROVED', body }
}

function event(account: WhatsAppBusinessAccount, value: object): object {
  const number = account.numbers[0]
  const metadata = {
    display_phone_number: number?.display_phone_number.replace(/\D/g, ''),
    phone_number_id: number?.id,
  }
  const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }
  return { object: 'whatsapp_business_account', entry: [{ id: account.id, changes: [change] }] }
}
