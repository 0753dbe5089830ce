import type { Executor } from '../../../kernel/database/database.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { pathId } from '../../../kernel/http/route.ts'
import { actionRefusal } from '../provider-error.ts'
import { type AccountRow, findAccount } from '../queries.ts'
import { accountOfNumber, firstConnected, platform } from './queries.ts'

/** A sender as a caller names it: whatever he sent. */
export interface NamedSender {
  account?: unknown
  phone_number_id?: unknown
}

/**
 * The number that sends (channels contract 5.5): the one that is named, else that of the account that is named, else the one that is
 * connected longest. Throws 404 `no_connected_whatsapp_number` for what is unknown or of another workspace, and `not_supported` for an
 * account of another platform.
 */
export async function chooseSender(
  db: Executor,
  workspaceId: number,
  { account: accountId, phone_number_id: numberId }: NamedSender,
): Promise<AccountRow> {
  const isNamed = (value: unknown) => value !== undefined && value !== null && value !== ''
  const textOf = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  if (isNamed(numberId)) {
    const id = textOf(numberId)
    return (/^[\x21-\x7e]{1,100}$/.test(id) && (await accountOfNumber(db, workspaceId, id))) || noNumber()
  }
  if (!isNamed(accountId)) return (await firstConnected(db, workspaceId)) ?? noNumber()
  const id = pathId(textOf(accountId))
  const account = id === null ? null : await findAccount(db, workspaceId, id)
  if (account && account.platform !== platform) throw actionRefusal('not_supported')
  return account ?? noNumber()
}

function noNumber(): never {
  const error = 'No connected WhatsApp number for this company'
  throw new Refusal(404, error, { body: { error, code: 'no_connected_whatsapp_number' } })
}
