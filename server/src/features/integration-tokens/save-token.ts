import { type Act, auditOriginOf, difference } from '../../kernel/audit/act.ts'
import { recordAudit } from '../../kernel/audit/audit.ts'
import type { Transaction } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import {
  findToken,
  insertToken,
  markTokenDeleted,
  replaceTokenText,
  type TokenRow,
  type TokenScope,
  updateToken,
} from './queries.ts'
import { createTokenText, type IntegrationType } from './token-forms.ts'
import { webhookSecretOf } from './webhook.ts'

/** A token with what is shown once. */
export interface FreshToken {
  row: TokenRow
  token: string
  webhookSecret: string
}

export interface TokenInput {
  integration_type: IntegrationType
  name: string
  allowed_ips: string[] | undefined
  /** UTC; null: never. */
  expires_at: string | null | undefined
  is_active?: boolean | undefined
}

export type TokenChanges = Partial<{
  name: string
  is_active: boolean
  allowed_ips: string[]
  expires_at: string | null
}>

/** Makes a token for a member of a workspace; its text is in the answer and nowhere else. */
export function generateToken(
  act: Act,
  owner: { workspaceId: number; userId: number },
  input: TokenInput,
): Promise<FreshToken> {
  const { services } = act
  const text = createTokenText(services.random, input.integration_type)
  return act.db.transaction(async (tx) => {
    const id = services.random.uuid()
    await insertToken(tx, {
      id,
      ...owner,
      integrationType: input.integration_type,
      name: input.name,
      hash: text.hash,
      preview: text.preview,
      isActive: input.is_active ?? true,
      expiresAt: input.expires_at ?? null,
      allowedIps: input.allowed_ips ?? [],
      now: services.clock.now(),
    })
    const row = await lockToken(tx, owner, id)
    await audit(tx, act, 'created', row, { after: settingsOf(row) })
    return fresh(act, row, text)
  })
}

/** Gives a token another text; the old one and its webhook secret stop at once, everything else stays. Throws 404. */
export function regenerateToken(act: Act, scope: TokenScope, id: string): Promise<FreshToken> {
  const { services } = act
  return act.db.transaction(async (tx) => {
    const before = await lockToken(tx, scope, id)
    const text = createTokenText(services.random, before.integration_type)
    await replaceTokenText(tx, id, text, services.clock.now())
    const change = {
      before: { token_preview: before.token_preview },
      after: { token_preview: text.preview },
    }
    await audit(tx, act, 'regenerated', before, change)
    return fresh(act, { ...before, token_preview: text.preview }, text)
  })
}

/** Changes what was sent; the changes are read after the token was found, so that 404 comes before 400. */
export function changeToken(
  act: Act,
  scope: TokenScope,
  id: string,
  readChanges: () => TokenChanges,
): Promise<TokenRow> {
  return act.db.transaction(async (tx) => {
    const before = await lockToken(tx, scope, id)
    const after = { ...before, ...readChanges() }
    await save(tx, act, 'updated', before, after)
    return after
  })
}

/** Turns a token on or off; a second time changes nothing. Throws 404. */
export function switchToken(act: Act, scope: TokenScope, id: string, isActive: boolean): Promise<TokenRow> {
  return act.db.transaction(async (tx) => {
    const before = await lockToken(tx, scope, id)
    const after = { ...before, is_active: isActive }
    await save(tx, act, isActive ? 'activated' : 'deactivated', before, after)
    return after
  })
}

/** The token answers nothing from now on; its row stays for the log of its events. Throws 404. */
export function deleteToken(act: Act, scope: TokenScope, id: string): Promise<void> {
  return act.db.transaction(async (tx) => {
    const before = await lockToken(tx, scope, id)
    await markTokenDeleted(tx, id, act.services.clock.now())
    await audit(tx, act, 'deleted', before, { before: settingsOf(before) })
  })
}

/** What changes nothing is not written, and no line tells of it. */
async function save(
  tx: Transaction,
  act: Act,
  action: string,
  before: TokenRow,
  after: TokenRow,
): Promise<void> {
  const change = difference(settingsOf(before), settingsOf(after))
  if (Object.keys(change.after).length === 0) return
  await updateToken(tx, after, act.services.clock.now())
  await audit(tx, act, action, after, change)
}

async function lockToken(tx: Transaction, scope: TokenScope, id: string): Promise<TokenRow> {
  const row = await findToken(tx, scope, id, 'for update of t')
  if (!row) throw notFound('Not found.')
  return row
}

function fresh({ services }: Act, row: TokenRow, text: { token: string; hash: Buffer }): FreshToken {
  return { row, token: text.token, webhookSecret: webhookSecretOf(services.secretKey, row.id, text.hash) }
}

/** A line in the log of the token's workspace, whoever acts. */
function audit(tx: Transaction, act: Act, verb: string, row: TokenRow, change: object): Promise<void> {
  return recordAudit(tx, {
    workspaceId: row.workspace_id,
    ...auditOriginOf(act),
    action: `integration_token.${verb}`,
    subject: { type: 'integration_token', id: row.id },
    ...change,
  })
}

const settingsOf = ({ name, integration_type, user_id, is_active, expires_at, allowed_ips }: TokenRow) => ({
  name,
  integration_type,
  user_id,
  is_active,
  expires_at,
  allowed_ips,
})
