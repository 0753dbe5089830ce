import { createHash } from 'node:crypto'
import type { Act } from '../../kernel/audit/act.ts'
import type { SealedColumn } from '../../kernel/crypto/sealed.ts'
import type { Executor } from '../../kernel/database/database.ts'
import { type Channels, configured } from './platforms.ts'
import { actionRefusal } from './provider-error.ts'
import { type AccountRow, findAccount } from './queries.ts'

const maxPending = 5

/** Of states, cookies and verifiers: what the database keeps instead. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** Where the PKCE verifiers of connections that were begun lie. */
export const sealedVerifiers: SealedColumn<{ state_hash: Buffer }> = {
  table: 'channel_oauth_states',
  key: { state_hash: 'bytea' },
  sealed: 't.verifier',
  assign: 'verifier = one.sealed',
  context: ({ state_hash }) => `channel_state:${state_hash.toString('hex')}:verifier`,
}
export const verifierContext = (stateHash: Buffer) => sealedVerifiers.context({ state_hash: stateHash })

export interface Connection {
  authorization_url: string
  state: string
}

/**
 * Begins a connection (channels contract 3.1): where the browser goes to consent, and a state that lets it come back once, within
 * `OAUTH_STATE_TTL_SECONDS`, from this browser. Any status may connect. `apiBase` null: where to come back to is not known.
 */
export async function beginConnection(
  act: Act,
  channels: Channels,
  account: AccountRow,
  flow: { cookie: string; apiBase: string | null },
): Promise<Connection> {
  if (!account.is_active) throw actionRefusal('inactive')
  const platform = configured(channels, account.platform)
  if (!platform) throw actionRefusal('platform_not_configured')
  if (flow.apiBase === null)
    throw actionRefusal('platform_not_configured', { error: 'API_BASE_URL is not set on the server' })
  const { adapter, settings } = platform
  const { random, clock, keyring, config } = act.services
  const state = random.bytes(32).toString('base64url')
  const verifier = adapter.oauth.pkce ? random.bytes(32).toString('base64url') : null
  const redirectUri = `${flow.apiBase}/api/integrations/accounts/oauth/callback/${adapter.id}/`
  const stateHash = sha256(state)
  const now = clock.now()
  await act.db.transaction(async (tx) => {
    // Locked, so that two clicks at once do not keep a state too many.
    await findAccount(tx, account.workspace_id, account.id, 'for update')
    await forgetOldStates(tx, account.id)
    await tx.query(
      `insert into channel_oauth_states (state_hash, workspace_id, account_id, user_id, platform, redirect_uri, verifier,
         cookie_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        stateHash,
        account.workspace_id,
        account.id,
        act.caller.userId,
        adapter.id,
        redirectUri,
        verifier && keyring.encrypt(verifier, verifierContext(stateHash)),
        sha256(flow.cookie),
        now,
        new Date(now.getTime() + config.channels.stateTtlSeconds * 1000),
      ],
    )
  })
  const url = new URL(settings.oauthUrl + adapter.oauth.authorizePath)
  const params = {
    [adapter.oauth.clientIdParam]: settings.clientId,
    redirect_uri: redirectUri,
    state,
    response_type: 'code',
    scope: settings.scopes.join(adapter.oauth.scopeSeparator),
    ...(verifier
      ? { code_challenge: sha256(verifier).toString('base64url'), code_challenge_method: 'S256' }
      : {}),
  }
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
  adapter.oauth.adjust?.(url.searchParams, settings)
  return { authorization_url: url.href, state }
}

async function forgetOldStates(tx: Executor, accountId: number): Promise<void> {
  await tx.query(
    `delete from channel_oauth_states where account_id = $1 and state_hash not in (
       select state_hash from channel_oauth_states where account_id = $1
       order by created_at desc, state_hash limit ${maxPending - 1})`,
    [accountId],
  )
}

export interface TakenState {
  stateHash: Buffer
  workspaceId: number
  /** Null: the account was deleted meanwhile. */
  accountId: number | null
  userId: number
  redirectUri: string
  verifier: string | null
  isExpired: boolean
}

/**
 * Takes a state, which thereby is used up, also an outdated one; null when there is no such state for this platform and browser.
 * `cookie` null: the browser sent none, and that is all right.
 */
export async function takeState(
  { services }: Channels,
  asked: { state: string; platform: string; cookie: string | null },
): Promise<TakenState | null> {
  const stateHash = sha256(asked.state)
  const [row] = await services.db.query<{
    workspace_id: number
    account_id: number | null
    user_id: number
    redirect_uri: string
    verifier: string | null
    expires_at: string
  }>(
    `delete from channel_oauth_states
     where state_hash = $1 and platform = $2 and ($3::bytea is null or cookie_hash = $3)
     returning workspace_id, account_id, user_id, redirect_uri, verifier, expires_at`,
    [stateHash, asked.platform, asked.cookie === null ? null : sha256(asked.cookie)],
  )
  if (!row) return null
  return {
    stateHash,
    workspaceId: row.workspace_id,
    accountId: row.account_id,
    userId: row.user_id,
    redirectUri: row.redirect_uri,
    verifier: row.verifier,
    isExpired: Date.parse(row.expires_at) <= services.clock.now().getTime(),
  }
}
