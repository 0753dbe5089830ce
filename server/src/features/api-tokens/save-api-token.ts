import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { apiTokenForm, createMachineToken } from '../../kernel/auth/machine-token.ts'
import { isTokenPermission } from '../../kernel/auth/permissions.ts'
import { type Transaction, violatedConstraint } from '../../kernel/database/database.ts'
import { notFound, Refusal } from '../../kernel/errors.ts'
import {
  type ApiTokenRow,
  deleteApiTokenRow,
  findApiToken,
  insertApiToken,
  updateApiToken,
} from './queries.ts'

export const apiTokenNotFound = 'API token not found'
const previewLetters = 9

export interface ApiTokenInput {
  name: string
  /** UTC; null: never. */
  expires_at: string | null | undefined
  permissions: unknown[] | undefined
}

export type ApiTokenChanges = Partial<{
  name: string
  expires_at: string | null
  permissions: unknown[]
  is_active: boolean
}>

/** Makes a token that acts for the caller; its text is in the answer and nowhere else. Throws 400 for unknown permissions. */
export async function createApiToken(
  act: Act,
  input: ApiTokenInput,
): Promise<{ row: ApiTokenRow; token: string }> {
  const permissions = knownPermissions(input.permissions ?? [])
  const { token, hash } = createMachineToken(act.services.random, apiTokenForm)
  const { caller, services } = act
  try {
    return await act.db.transaction(async (tx) => {
      const row = await insertApiToken(tx, {
        workspaceId: caller.workspaceId,
        createdBy: caller.userId,
        name: input.name,
        hash,
        preview: `${token.slice(0, previewLetters)}...`,
        permissions,
        expiresAt: input.expires_at ?? null,
        now: services.clock.now(),
      })
      await audit(tx, act, 'api_token.created', row.id, { after: settingsOf(row) })
      return { row, token }
    })
  } catch (error) {
    // The caller was removed from the workspace while this ran.
    if (violatedConstraint(error) === 'api_tokens_maker') throw new Refusal(401, 'Invalid token')
    throw error
  }
}

/** Changes what was sent; the changes are read after the token was found, so that 404 comes before 400. */
export function changeApiToken(
  act: Act,
  id: number,
  readChanges: () => ApiTokenChanges,
): Promise<ApiTokenRow> {
  return act.db.transaction(async (tx) => {
    const before = await lockApiToken(tx, act, id)
    const { permissions, ...changes } = readChanges()
    const next = {
      ...before,
      ...changes,
      ...(permissions ? { permissions: knownPermissions(permissions) } : {}),
    }
    return saveApiToken(tx, act, 'api_token.updated', before, next)
  })
}

/** Turns a token off or on; a second time changes nothing. */
export function switchApiToken(act: Act, id: number, isActive: boolean): Promise<ApiTokenRow> {
  return act.db.transaction(async (tx) => {
    const before = await lockApiToken(tx, act, id)
    if (before.is_active === isActive) return before
    const action = isActive ? 'api_token.activated' : 'api_token.revoked'
    return saveApiToken(tx, act, action, before, { ...before, is_active: isActive })
  })
}

export function deleteApiToken(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    const before = await lockApiToken(tx, act, id)
    await deleteApiTokenRow(tx, act.caller.workspaceId, id)
    await audit(tx, act, 'api_token.deleted', id, { before: settingsOf(before) })
  })
}

async function saveApiToken(
  tx: Transaction,
  act: Act,
  action: string,
  before: ApiTokenRow,
  next: ApiTokenRow,
): Promise<ApiTokenRow> {
  const after = await updateApiToken(tx, act.caller.workspaceId, next, act.services.clock.now())
  await audit(tx, act, action, before.id, difference(settingsOf(before), settingsOf(after)))
  return after
}

async function lockApiToken(tx: Transaction, act: Act, id: number): Promise<ApiTokenRow> {
  const row = await findApiToken(tx, act.caller.workspaceId, id, 'for update')
  if (!row) throw notFound(apiTokenNotFound)
  return row
}

const audit = (tx: Transaction, act: Act, action: string, id: number, change: object) =>
  auditAct(tx, act, action, { type: 'api_token', id }, change)

const settingsOf = ({ name, expires_at, permissions, is_active }: ApiTokenRow) => ({
  name,
  expires_at,
  permissions,
  is_active,
})

const shownUnknown = 20

/** The permissions without repetitions; throws 400 that names what is none. */
function knownPermissions(sent: unknown[]): string[] {
  const unknown = new Set(sent.filter((one) => !isTokenPermission(one)).map(describe))
  if (unknown.size > 0)
    throw new Refusal(400, `Invalid permissions: ${[...unknown].slice(0, shownUnknown).join(', ')}`)
  return [...new Set(sent as string[])]
}

const describe = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100)
