import { type Act, auditAct, difference } from '../../kernel/audit/act.ts'
import { notFound } from '../../kernel/errors.ts'
import { type AccountRow, findAccount, insertAccount, updateAccount } from './queries.ts'

export interface AccountInput {
  platform: string
  name: string
  account_link: string | null | undefined
  phone_number: string | null | undefined
}

export type AccountChanges = Partial<Pick<AccountRow, 'name' | 'account_link' | 'phone_number' | 'is_active'>>

const subjectOf = ({ id }: { id: number }) => ({ type: 'channel_account', id })

export function createAccount(act: Act, input: AccountInput): Promise<AccountRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    const row = await insertAccount(tx, {
      workspaceId: caller.workspaceId,
      platform: input.platform,
      name: input.name,
      accountLink: input.account_link ?? null,
      phoneNumber: input.phone_number ?? null,
      userId: caller.userId,
      now: services.clock.now(),
    })
    const after = { platform: row.platform, ...settingsOf(row) }
    await auditAct(tx, act, 'channel_account.created', subjectOf(row), { after })
    return row
  })
}

/** Changes what was sent. The changes are read after the account was found: 404 comes before 400. */
export function changeAccount(act: Act, id: number, readChanges: () => AccountChanges): Promise<AccountRow> {
  return act.db.transaction(async (tx) => {
    const before = await findAccount(tx, act.caller.workspaceId, id, 'for update')
    if (!before) throw notFound('Not found.')
    const after = { ...before, ...readChanges() }
    const change = difference(settingsOf(before), settingsOf(after))
    if (Object.keys(change.after).length === 0) return before
    const row = await updateAccount(tx, after, act.services.clock.now())
    await auditAct(tx, act, 'channel_account.updated', subjectOf(row), change)
    return row
  })
}

const settingsOf = ({ name, account_link, phone_number, is_active }: AccountRow) => ({
  name,
  account_link,
  phone_number,
  is_active,
})
