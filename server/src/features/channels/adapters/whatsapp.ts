import type {
  AccountAccess,
  Adapter,
  Identity,
  Profile,
  Provider,
  ProviderAnswer,
  Verdict,
} from '../adapter.ts'
import { ConnectError } from '../finish-connection.ts'
import type { MessageTemplate, OutboundMessage, SentMessage } from '../messages/model.ts'
import { ProviderError } from '../provider-error.ts'
import {
  checkToken,
  classify,
  cursorAfter,
  debugToken,
  demandId,
  exchangeCode,
  explain,
  grantedScopes,
  graph,
  longLived,
  postJson,
  rateOf,
  rows,
  text,
} from './graph.ts'
import { whatsappWebhook } from './graph-webhooks.ts'

const maxPagesRead = 20
const messagingScopes = ['whatsapp_business_management', 'whatsapp_business_messaging']

/** Numbers of the WhatsApp Cloud API (channels contract 4 and 5.5); an account stands for one of them. */
export const whatsapp: Adapter = {
  id: 'whatsapp',
  label: 'WhatsApp Business',
  icon: 'brand-whatsapp',
  env: {
    prefix: 'WHATSAPP',
    fallbackPrefix: 'META',
    oauthUrl: 'https://www.facebook.com/v25.0',
    api: { variable: 'META_GRAPH_URL', url: 'https://graph.facebook.com/v25.0' },
    scopes: [...messagingScopes, 'business_management'],
  },
  oauth: {
    pkce: false,
    scopeSeparator: ',',
    authorizePath: '/dialog/oauth',
    clientIdParam: 'client_id',
  },
  renewal: 'while_valid',
  refreshLeadSeconds: 7 * 86_400,
  classify: (answer, purpose) => limitOf(answer) ?? classify(answer, purpose),
  explain(answer) {
    const told = explain(answer)
    const details = text(errorOf(answer)?.error_data?.details)
    return { ...told, message: [told.message, details].filter(Boolean).join('. ') || null }
  },
  readRate: rateOf,
  exchange: exchangeCode,
  refresh: (provider, { accessToken }) => longLived(provider, accessToken),
  identify,
  async subscribe(provider, { accessToken, metadata }) {
    const account = encodeURIComponent(String(metadata.waba_id ?? ''))
    await graph(provider, accessToken, `/${account}/subscribed_apps`, {}, 'POST')
  },
  check: checkToken,
  sendMessage,
  listTemplates,
  profile,
  webhook: whatsappWebhook,
}

const errorOf = ({ body }: ProviderAnswer) =>
  (body as { error?: { code?: unknown; error_data?: { details?: unknown } } } | null | undefined)?.error

/** One message every 6 seconds to the same person. */
const pairWaitMs = 6_000

/** The limits that are WhatsApp's own, with HTTP 400; null for anything else. */
function limitOf(answer: ProviderAnswer): Verdict | null {
  const code = errorOf(answer)?.code
  if (code === 131056) return { kind: 'rate', waitMs: pairWaitMs }
  return code === 130429 ? { kind: 'rate' } : null
}

interface BusinessNumber {
  id: string
  display_phone_number: string | null
  verified_name: string | null
  name_status: string | null
}

interface FoundNumber {
  number: BusinessNumber
  wabaId: string
  businessId: string | null
}

/** The number with the digits that the account names, else the one of before, else the first. */
async function identify(
  provider: Provider,
  { accessToken }: { accessToken: string },
  before: { externalId: string | null; phoneNumber: string | null },
): Promise<Identity> {
  const me = await graph(provider, accessToken, '/me', { fields: 'id,name' })
  const scopes = await grantedScopes(provider, accessToken)
  const found = await foundNumbers(provider, accessToken)
  const chosen = before.phoneNumber
    ? found.find(({ number }) => isSameNumber(number.display_phone_number, before.phoneNumber as string))
    : (found.find(({ number }) => number.id === before.externalId) ?? found[0])
  if (!chosen) throw new ConnectError('no_whatsapp_number')
  const { number, wabaId, businessId } = chosen
  return {
    externalId: number.id,
    externalName: number.verified_name ?? number.display_phone_number,
    userInfo: { id: demandId(me.id), name: text(me.name) },
    scopes,
    metadata: {
      waba_id: wabaId,
      business_id: businessId,
      phone_numbers: found.map(({ number: one }) => one),
    },
    pageTokens: {},
  }
}

/** All numbers that the person lets us see. */
async function foundNumbers(provider: Provider, accessToken: string): Promise<FoundNumber[]> {
  const found: FoundNumber[] = []
  for (const { wabaId, businessId } of await sharedAccounts(provider, accessToken))
    for (const number of await numbersOf(provider, accessToken, wabaId))
      found.push({ number, wabaId, businessId })
  return found
}

/** The names and states of the numbers as they are now. */
async function profile(provider: Provider, { accessToken, externalId }: AccountAccess): Promise<Profile> {
  const numbers = (await foundNumbers(provider, accessToken)).map(({ number }) => number)
  const own = numbers.find(({ id }) => id === externalId)
  return {
    externalName: own?.verified_name ?? own?.display_phone_number ?? null,
    metadata: numbers.length > 0 ? { phone_numbers: numbers } : {},
    counts: { numbers: numbers.length },
  }
}

/** By their digits; one written for calls within its country, with a 0 in front, is known by its end. */
function isSameNumber(display: string | null, asked: string): boolean {
  const [one, other] = [display ?? '', asked].map((written) => written.replace(/\D/g, '')) as [string, string]
  const end = other.replace(/^0+/, '')
  return one !== '' && end !== '' && (one === end || (end !== other && end.length >= 7 && one.endsWith(end)))
}

interface SharedAccount {
  wabaId: string
  businessId: string | null
}

/** The WhatsApp accounts of the person's businesses; where these tell none, those that the token was given for. */
async function sharedAccounts(provider: Provider, accessToken: string): Promise<SharedAccount[]> {
  const edges = ['owned_whatsapp_business_accounts', 'client_whatsapp_business_accounts']
  const fields = `id,name,${edges.map((edge) => `${edge}{id,name}`).join(',')}`
  const businesses = await orNone(() => allRows(provider, accessToken, '/me/businesses', { fields }))
  const accounts = businesses.flatMap((business) =>
    edges
      .flatMap((edge) => rows((business[edge] as { data?: unknown } | undefined)?.data))
      .map(({ id }) => ({ wabaId: demandId(id), businessId: demandId(business.id) })),
  )
  if (accounts.length > 0) return distinct(accounts)
  const { granular_scopes } = await debugToken(provider, accessToken)
  const targets = rows(granular_scopes)
    .filter(({ scope }) => messagingScopes.includes(String(scope)))
    .flatMap(({ target_ids }) => (Array.isArray(target_ids) ? target_ids : []))
  return distinct(targets.map((id) => ({ wabaId: demandId(id), businessId: null })))
}

const distinct = (accounts: SharedAccount[]) =>
  [...new Map(accounts.toReversed().map((account) => [account.wabaId, account])).values()].toReversed()

async function numbersOf(provider: Provider, accessToken: string, wabaId: string): Promise<BusinessNumber[]> {
  const fields = 'id,display_phone_number,verified_name,name_status'
  const path = `/${encodeURIComponent(wabaId)}/phone_numbers`
  const found = await orNone(() => allRows(provider, accessToken, path, { fields }))
  return found.map((row) => ({
    id: demandId(row.id),
    display_phone_number: text(row.display_phone_number),
    verified_name: text(row.verified_name),
    name_status: text(row.name_status),
  }))
}

/** What the person does not let us see is not there; the rest still counts. */
async function orNone(read: () => Promise<Record<string, unknown>[]>) {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ProviderError && (error.kind === 'scope' || error.kind === 'rejected')) return []
    throw error
  }
}

async function allRows(
  provider: Provider,
  accessToken: string,
  path: string,
  params: Record<string, string>,
): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = []
  let after = ''
  for (let read = 0; read < maxPagesRead; read++) {
    const answer = await graph(provider, accessToken, path, { ...params, ...(after ? { after } : {}) })
    all.push(...rows(answer.data))
    after = cursorAfter(answer) ?? ''
    if (!after) break
  }
  return all
}

async function sendMessage(
  provider: Provider,
  { accessToken, externalId }: AccountAccess,
  message: OutboundMessage,
): Promise<SentMessage> {
  const { to, type } = message
  const head = { messaging_product: 'whatsapp', recipient_type: 'individual', to, type }
  const body =
    message.type === 'text'
      ? { ...head, text: { body: message.body } }
      : { ...head, template: templateOf(message) }
  const path = `/${encodeURIComponent(externalId ?? '')}/messages`
  const { messaging_product, contacts, messages } = await postJson(provider, accessToken, path, body)
  const recipient = text(rows(contacts)[0]?.wa_id)
  return {
    id: demandId(rows(messages)[0]?.id),
    recipient: recipient !== null && /^\d{5,20}$/.test(recipient) ? recipient : null,
    answer: { messaging_product, contacts, messages },
  }
}

function templateOf({ name, language, parameters }: Extract<OutboundMessage, { type: 'template' }>) {
  const values = parameters.map((value) => ({ type: 'text', text: value }))
  const components = values.length > 0 ? { components: [{ type: 'body', parameters: values }] } : {}
  return { name, language: { code: language }, ...components }
}

async function listTemplates(
  provider: Provider,
  { accessToken, metadata }: AccountAccess,
): Promise<MessageTemplate[]> {
  const path = `/${encodeURIComponent(String(metadata.waba_id ?? ''))}/message_templates`
  const params = { fields: 'name,language,category,status,components', limit: '100' }
  return (await allRows(provider, accessToken, path, params)).map((row) => ({
    name: text(row.name) ?? '',
    language: text(row.language) ?? '',
    category: text(row.category),
    status: text(row.status),
    components: rows(row.components),
  }))
}
