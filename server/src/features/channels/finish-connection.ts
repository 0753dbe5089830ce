import { recordAudit } from '../../kernel/audit/audit.ts'
import { DecryptionError } from '../../kernel/crypto/keyring.ts'
import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { violatedConstraint } from '../../kernel/database/database.ts'
import type { Identity, TokenGrant } from './adapter.ts'
import { type TakenState, takeState, verifierContext } from './connect-account.ts'
import { writeLog } from './log.ts'
import { isManager } from './managers.ts'
import { type Channels, configured, openProvider } from './platforms.ts'
import { ProviderError } from './provider-error.ts'
import { type AccountRow, findAccount } from './queries.ts'
import { expiryOf } from './renew-token.ts'
import { storedErrors } from './stored-errors.ts'
import { replaceSecrets } from './vault.ts'

/** The texts of every failure (channels contract 3.2); nothing that a platform said is repeated. */
const failures = {
  access_denied: 'Access was not granted.',
  provider_error: 'The platform reported an error.',
  invalid_state: 'This connection link is not valid. Please start again.',
  state_expired: 'This connection link has expired. Please start again.',
  invalid_request: 'The platform sent no authorization code.',
  account_not_found: 'The account does not exist any more.',
  code_exchange_failed: 'The platform refused the authorization code.',
  provider_unavailable: 'The platform is not available. Please try again later.',
  profile_failed: 'The profile of the account could not be read.',
  no_whatsapp_number: 'No WhatsApp phone number was found.',
  already_connected: 'This account is connected already.',
} as const
export type ConnectFailure = keyof typeof failures

/** After these the account is `error`, unless its connection of before still works. */
const breaking: ReadonlySet<ConnectFailure> = new Set([
  'provider_error',
  'code_exchange_failed',
  'provider_unavailable',
  'profile_failed',
  'no_whatsapp_number',
  'already_connected',
])

const denials = new Set(['access_denied', 'user_denied', 'user_cancelled_login', 'user_cancelled_authorize'])

/** What an adapter's `identify` throws for an account that it cannot stand for. */
export class ConnectError extends Error {
  readonly code: ConnectFailure

  constructor(code: ConnectFailure, cause?: unknown) {
    super(failures[code], { cause })
    this.name = 'ConnectError'
    this.code = code
  }
}

export type ConnectOutcome = { accountId: number } | { error: ConnectFailure; accountId: number | null }

export interface Callback {
  platform: string
  query: Record<string, string>
  /** Null: the browser sent none, and that is all right; undefined: it must have sent one and has not. */
  cookie: string | null | undefined
}

/** What comes back from a platform becomes a connection, or a reason why not (channels contract 3.2). Never throws for the latter. */
export async function finishConnection(channels: Channels, callback: Callback): Promise<ConnectOutcome> {
  const { query, platform, cookie } = callback
  const state =
    query.state && cookie !== undefined
      ? await takeState(channels, { state: query.state, platform, cookie })
      : null
  if (!state) return { error: 'invalid_state', accountId: null }
  const account =
    state.accountId && (await findAccount(channels.services.db, state.workspaceId, state.accountId))
  if (!account) return { error: 'account_not_found', accountId: null }
  try {
    await demandAllowed(channels.services.db, account, state)
    demandCode(state, query)
    const { grant, identity, warning } = await exchange(channels, account, state, query.code as string)
    const isSaved = await save(channels, account, state, { grant, identity, warning })
    return isSaved ? { accountId: account.id } : { error: 'account_not_found', accountId: null }
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    await tellFailure(channels, account, error, [query.code, query.state])
    return { error: error.code, accountId: error.code === 'invalid_state' ? null : account.id }
  }
}

export const connectFailures = Object.keys(failures) as ConnectFailure[]
export const failureText = (code: ConnectFailure): string => failures[code]

/** What was true when the connection was begun need not be true any more: a state is no permission. */
async function demandAllowed(db: Executor, account: AccountRow, { userId }: TakenState): Promise<void> {
  if (!(await isManager(db, account.workspace_id, userId))) throw new ConnectError('invalid_state')
  if (!account.is_active) throw new ConnectError('state_expired')
}

function demandCode(state: TakenState, query: Record<string, string>): void {
  if (state.isExpired) throw new ConnectError('state_expired')
  if (query.error) throw new ConnectError(denials.has(query.error) ? 'access_denied' : 'provider_error')
  if (!query.code) throw new ConnectError('invalid_request')
}

async function exchange(channels: Channels, account: AccountRow, state: TakenState, code: string) {
  const platform = configured(channels, account.platform)
  if (!platform) throw new ConnectError('code_exchange_failed')
  const { adapter } = platform
  const verifier = openVerifier(channels, account, state)
  const secrets = [code, ...(verifier ? [verifier] : [])]
  const provider = openProvider(channels, platform, { secrets })
  const grant = await orConnectError(
    adapter.exchange(provider, { code, redirectUri: state.redirectUri, verifier }),
    (e) =>
      ['transient', 'timeout', 'rate'].includes(e.kind) ? 'provider_unavailable' : 'code_exchange_failed',
  )
  const before = { externalId: account.external_account_id, phoneNumber: account.phone_number }
  const known = openProvider(channels, platform, {
    secrets: [...secrets, grant.accessToken, grant.refreshToken ?? ''],
  })
  const identity = await orConnectError(adapter.identify(known, grant, before), () => 'profile_failed')
  const warning = await subscribe(channels, platform, grant, identity)
  return { grant, identity, warning }
}

/** A verifier of a key that is gone takes its state with it: beginning again makes one that opens. */
function openVerifier({ services }: Channels, { id }: AccountRow, state: TakenState): string | null {
  try {
    return state.verifier && services.keyring.decrypt(state.verifier, verifierContext(state.stateHash))
  } catch (error) {
    if (!(error instanceof DecryptionError)) throw error
    services.log.error({ account: id }, 'the verifier of a begun connection opens with none of the keys')
    throw new ConnectError('state_expired')
  }
}

/** What the person must know when the platform will not tell by itself what happens on the account; else null. */
async function subscribe(
  channels: Channels,
  platform: NonNullable<ReturnType<typeof configured>>,
  { accessToken, refreshToken }: TokenGrant,
  { externalId, metadata, pageTokens }: Identity,
): Promise<string | null> {
  const { adapter } = platform
  const pageToken = pageTokens[externalId] ?? null
  const secrets = [accessToken, refreshToken ?? '', pageToken ?? '']
  try {
    const provider = openProvider(channels, platform, { secrets, once: true })
    await adapter.subscribe?.(provider, { accessToken, pageToken, externalId, metadata })
    return null
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    channels.services.log.warn({ facts: error.facts }, 'the webhooks of an account could not be subscribed')
    // Posts and comments are read when somebody looks at them; messages come in no other way.
    return adapter.sendMessage ? storedErrors.not_subscribed : null
  }
}

async function orConnectError<T>(
  work: Promise<T>,
  codeOf: (error: ProviderError) => ConnectFailure,
): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw error instanceof ProviderError ? new ConnectError(codeOf(error), error) : error
  }
}

interface Connected {
  grant: TokenGrant
  identity: Identity
  /** What the person must know of a connection that works. */
  warning: string | null
}

/** False: the account was deleted meanwhile. Who may connect is asked again: the platform may have taken its time. */
async function save(
  { services }: Channels,
  account: AccountRow,
  state: TakenState,
  connection: Connected,
): Promise<boolean> {
  const now = services.clock.now()
  const { grant, identity } = connection
  try {
    return await services.db.transaction(async (tx) => {
      const current = await findAccount(tx, state.workspaceId, account.id, 'for update')
      if (!current) return false
      await demandAllowed(tx, current, state)
      await markConnected(tx, account.id, connection, now)
      const { accessToken, refreshToken } = grant
      const secrets = { accessToken, refreshToken, pageTokens: identity.pageTokens }
      await replaceSecrets(tx, services.keyring, account.id, secrets)
      const message = `Connected as ${identity.externalName ?? identity.externalId}`
      await writeLog(tx, { account, action: 'oauth_connect', status: 'success', message, now })
      await recordAudit(tx, {
        workspaceId: account.workspace_id,
        actor: { kind: 'user', id: state.userId },
        action: 'channel_account.connected',
        subject: { type: 'channel_account', id: account.id },
        before: { status: account.status, external_account_id: account.external_account_id },
        after: { status: 'connected', external_account_id: identity.externalId },
      })
      return true
    })
  } catch (error) {
    if (violatedConstraint(error) === 'channel_accounts_external_key')
      throw new ConnectError('already_connected')
    throw error
  }
}

/** The version moves on: a renewal of the old token that is still under way writes nothing. */
async function markConnected(
  tx: Transaction,
  accountId: number,
  { grant, identity, warning }: Connected,
  now: Date,
): Promise<void> {
  const { expiresAt, refreshExpiresAt, scopes } = expiryOf(
    { ...grant, scopes: identity.scopes ?? grant.scopes },
    now,
  )
  const metadata = {
    user_info: identity.userInfo,
    token_type: grant.tokenType,
    ...identity.metadata,
    rate_limit: {},
  }
  await tx.query(
    `update channel_accounts set status = 'connected', error_message = $9, external_account_id = $2,
       external_account_name = $3, token_expires_at = $4, refresh_expires_at = $5, scopes = $6, metadata = $7,
       token_version = token_version + 1, refresh_lease = null, refresh_lease_until = null, refresh_failures = 0,
       refresh_after = null, unreadable_since = null, connected_at = $8, updated_at = $8
     where id = $1`,
    [
      accountId,
      identity.externalId,
      identity.externalName,
      expiresAt,
      refreshExpiresAt,
      scopes ?? [],
      JSON.stringify(metadata),
      now,
      warning,
    ],
  )
}

async function tellFailure(
  { services }: Channels,
  account: AccountRow,
  { code, message, cause }: ConnectError,
  secrets: (string | undefined)[],
): Promise<void> {
  const now = services.clock.now()
  await services.db.transaction(async (tx) => {
    if (breaking.has(code) || code === 'access_denied')
      await tx.query(
        `update channel_accounts set error_message = $2, updated_at = $3,
           status = case when $4 and status <> 'connected' then 'error' else status end
         where id = $1`,
        [account.id, message, now, breaking.has(code)],
      )
    await writeLog(tx, {
      account,
      action: 'oauth_connect',
      status: 'error',
      message,
      responseData: { error: code },
      errorDetails: cause instanceof ProviderError ? JSON.stringify(cause.facts) : null,
      now,
      secrets: secrets.filter((secret) => secret !== undefined),
    })
  })
}
