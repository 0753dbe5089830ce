import { DecryptionError, type Keyring } from '../../kernel/crypto/keyring.ts'
import type { SealedColumn } from '../../kernel/crypto/sealed.ts'
import type { Executor } from '../../kernel/database/database.ts'

/** The secrets of one account, open. They leave this process towards the platform only. */
export interface Secrets {
  accessToken: string | null
  refreshToken: string | null
  /** By page id. */
  pageTokens: Record<string, string>
}

const pagePrefix = 'page_token:'

/** Where access, refresh and page tokens lie. */
export const sealedTokens: SealedColumn<{ account_id: number; name: string }> = {
  table: 'channel_secrets',
  key: { account_id: 'int', name: 'text' },
  sealed: 't.sealed',
  assign: 'sealed = one.sealed',
  context: ({ account_id, name }) => `channel_account:${account_id}:${name}`,
}
const contextOf = (accountId: number, name: string) => sealedTokens.context({ account_id: accountId, name })

/** Opens what is stored. Throws `DecryptionError` for what does not open; nothing is ever taken for plain text. */
export async function readSecrets(db: Executor, keyring: Keyring, accountId: number): Promise<Secrets> {
  const rows = await db.query<{ name: string; sealed: string }>(
    'select name, sealed from channel_secrets where account_id = $1',
    [accountId],
  )
  const open = new Map(
    rows.map(({ name, sealed }) => [name, keyring.decrypt(sealed, contextOf(accountId, name))]),
  )
  const pages = [...open].filter(([name]) => name.startsWith(pagePrefix))
  return {
    accessToken: open.get('access_token') ?? null,
    refreshToken: open.get('refresh_token') ?? null,
    pageTokens: Object.fromEntries(pages.map(([name, token]) => [name.slice(pagePrefix.length), token])),
  }
}

/** As `readSecrets`; null: none of the keys opens them. */
export async function readIfOpen(db: Executor, keyring: Keyring, accountId: number): Promise<Secrets | null> {
  try {
    return await readSecrets(db, keyring, accountId)
  } catch (error) {
    if (error instanceof DecryptionError) return null
    throw error
  }
}

/** Every text of them, to be kept out of logs and answers. */
export function secretTexts({ accessToken, refreshToken, pageTokens }: Secrets): string[] {
  return [accessToken, refreshToken, ...Object.values(pageTokens)].filter((text) => text !== null)
}

/** A new consent: whatever was stored before is another grant's and goes. */
export async function replaceSecrets(
  tx: Executor,
  keyring: Keyring,
  accountId: number,
  secrets: Secrets,
): Promise<void> {
  await eraseSecrets(tx, accountId)
  await store(tx, keyring, accountId, secrets)
}

/** A renewal: an absent refresh token leaves the stored one (channels contract 6.3), and page tokens stay. */
export async function renewSecrets(
  tx: Executor,
  keyring: Keyring,
  accountId: number,
  tokens: { accessToken: string; refreshToken: string | null },
): Promise<void> {
  await store(tx, keyring, accountId, { ...tokens, pageTokens: {} })
}

export async function eraseSecrets(tx: Executor, accountId: number): Promise<void> {
  await tx.query('delete from channel_secrets where account_id = $1', [accountId])
}

async function store(tx: Executor, keyring: Keyring, accountId: number, secrets: Secrets): Promise<void> {
  const named = [
    ['access_token', secrets.accessToken],
    ['refresh_token', secrets.refreshToken],
    ...Object.entries(secrets.pageTokens).map(([id, token]) => [pagePrefix + id, token]),
  ].filter((pair): pair is [string, string] => Boolean(pair[1]))
  await tx.query(
    `insert into channel_secrets (account_id, name, sealed)
     select $1, one.name, one.sealed from unnest($2::text[], $3::text[]) as one (name, sealed)
     on conflict (account_id, name) do update set sealed = excluded.sealed`,
    [
      accountId,
      named.map(([name]) => name),
      named.map(([name, text]) => keyring.encrypt(text, contextOf(accountId, name))),
    ],
  )
}
