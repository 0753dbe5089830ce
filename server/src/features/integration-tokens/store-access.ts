import type { FastifyRequest } from 'fastify'
import type { Access } from '../../kernel/auth/caller.ts'
import { hashMachineToken } from '../../kernel/auth/machine-token.ts'
import { rolePermissions } from '../../kernel/auth/permissions.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import { restFrameworkDialect } from '../../kernel/http/dialects.ts'
import { isUuid } from '../../kernel/http/uuid.ts'
import type { Services } from '../../kernel/services.ts'
import { isAddressAllowed } from './allowed-ips.ts'
import {
  countTokenUse,
  findStoreTokenByHash,
  findStoreTokenById,
  type StoreTokenRow,
  saveStoreFacts,
} from './store-queries.ts'
import { canBeToken, type IntegrationType } from './token-forms.ts'
import { webhookSecretOf } from './webhook.ts'

/** The store that calls: for whom it acts and what is known of it. */
export interface StoreToken {
  id: string
  workspaceId: number
  workspaceCurrency: string
  userId: number
  userEmail: string
  /** The e-mail of users without one. */
  username: string
  integrationType: IntegrationType
  name: string
  /** What the store last told of itself; a host without `www.`. */
  storeHost: string | null
  storeCurrency: string | null
  /** This call included, once it is counted. */
  lastUsedAt: string | null
  usageCount: number
  createdAt: string
}

/** Why a store is not let in: the code and the text of storefronts contract 4. */
const reasons = {
  not_authenticated: 'Authentication credentials were not provided.',
  token_invalid: 'Invalid token',
  token_inactive: 'Token is inactive',
  token_expired: 'Token has expired',
  user_inactive: 'User inactive or deleted.',
  ip_not_allowed: 'IP address not allowed',
  signature_invalid: 'Invalid signature',
} as const

export type StoreRefusalCode = keyof typeof reasons

/** A 401 in the words of storefronts contract 4. */
export function storeRefusal(code: StoreRefusalCode): Refusal {
  const text = reasons[code]
  return new Refusal(401, text, {
    code,
    headers: { 'www-authenticate': 'Bearer' },
    body: { detail: text, error: text, code },
  })
}

/** Who a store endpoint lets in: the bearer of an integration token, whose use is counted before the body is read. */
export const storeAccess: Access = {
  kind: 'guarded',
  security: 'integrationToken',
  guard: (request, services) => failuresCounted(services, request.ip, () => admitStore(request, services)),
}

/** The token that `storeAccess` let in. */
export function storeTokenOf(request: Pick<FastifyRequest, 'guarded'>): StoreToken {
  return request.guarded as StoreToken
}

async function admitStore(
  request: Pick<FastifyRequest, 'headers' | 'ip'>,
  services: Pick<Services, 'db' | 'clock'>,
): Promise<StoreToken> {
  const text = bearerOf(request.headers.authorization)
  if (text === null) throw storeRefusal('not_authenticated')
  if (!canBeToken(text)) throw storeRefusal('token_invalid')
  const row = await findStoreTokenByHash(services.db, hashMachineToken(text))
  if (!row) throw storeRefusal('token_invalid')
  const now = services.clock.now()
  checkStoreToken(row, request.ip, now)
  const usage = await countTokenUse(services.db, row.id, now)
  if (!usage) throw storeRefusal('token_invalid')
  return { ...storeTokenFrom(row), ...usage }
}

/**
 * The token behind the address of a webhook (storefronts contract 6), with the secret that its deliveries are signed with. Throws
 * 404 for ids of no such token, then 401 in the order of section 4. Counts no use: a right signature is one, see `countTokenUse`.
 */
export function findHookToken(
  services: Services,
  tokenId: string,
  ip: string,
): Promise<StoreToken & { webhookSecret: string }> {
  return failuresCounted(services, ip, async () => {
    const row = isUuid(tokenId) ? await findStoreTokenById(services.db, tokenId) : null
    if (!row || row.integration_type === 'shopify') throw notFound('Not found.')
    checkStoreToken(row, ip, services.clock.now())
    const webhookSecret = webhookSecretOf(services.secretKey, row.id, row.token_hash)
    return { ...storeTokenFrom(row), webhookSecret }
  })
}

/** Keeps what the store told of itself; asks the database only when that is news. */
export async function rememberStore(
  tx: Executor,
  token: Pick<StoreToken, 'id' | 'storeHost' | 'storeCurrency'>,
  facts: { host?: string | null; currency?: string | null },
): Promise<void> {
  const host = facts.host && facts.host !== token.storeHost ? facts.host : null
  const currency = facts.currency && facts.currency !== token.storeCurrency ? facts.currency : null
  if (host !== null || currency !== null) await saveStoreFacts(tx, token.id, { host, currency })
}

/** The host that stands for a store, of any address in it: lower case, without `www.`; null for what is no web address. */
export function storeHostOf(address: string | null | undefined): string | null {
  if (!address || !URL.canParse(address)) return null
  const { protocol, host } = new URL(address)
  return /^https?:$/.test(protocol) ? host.replace(/^www\./, '') || null : null
}

/** The text after `Bearer`; null when there is none or another scheme. */
function bearerOf(header = ''): string | null {
  const credentials = header.trim()
  if (!/^bearer[ \t]/i.test(credentials)) return null
  return credentials.slice('bearer'.length).trim() || null
}

/** Throws the first 401 that applies. */
function checkStoreToken(row: StoreTokenRow, ip: string, now: Date): void {
  if (!row.is_active) throw storeRefusal('token_inactive')
  if (row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime())
    throw storeRefusal('token_expired')
  const mayManage = row.role !== null && rolePermissions[row.role].has('integrations:manage')
  if (!row.user_is_active || !mayManage) throw storeRefusal('user_inactive')
  if (!isAddressAllowed(row.allowed_ips, ip)) throw storeRefusal('ip_not_allowed')
}

function storeTokenFrom(row: StoreTokenRow): StoreToken {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    workspaceCurrency: row.workspace_currency,
    userId: row.user_id,
    userEmail: row.user_email,
    username: row.username,
    integrationType: row.integration_type,
    name: row.name,
    storeHost: row.store_host,
    storeCurrency: row.store_currency,
    lastUsedAt: row.last_used_at,
    usageCount: row.usage_count,
    createdAt: row.created_at,
  }
}

const failuresPerMinute = 300

/**
 * Runs a check of credentials. What it refuses (401, 404) counts against the client's address; above 300 in a minute the refusal is 429.
 * Good credentials pass at any rate, also from an address that fails.
 */
export async function failuresCounted<T>(
  services: Pick<Services, 'config' | 'cache' | 'clock'>,
  ip: string,
  check: () => Promise<T>,
): Promise<T> {
  try {
    return await check()
  } catch (error) {
    if (!(error instanceof Refusal) || !services.config.throttling) throw error
    const seconds = Math.floor(services.clock.now().getTime() / 1000)
    const failures = await services.cache.increment(`store failures ${ip} ${Math.floor(seconds / 60)}`, 60)
    if (failures <= failuresPerMinute) throw error
    throw restFrameworkDialect.throttled(60 - (seconds % 60))
  }
}
