import { type Act, auditAct } from '../../kernel/audit/act.ts'
import { violatedConstraint } from '../../kernel/database/database.ts'
import { notFound } from '../../kernel/errors.ts'
import { wrong } from './content.ts'
import { type AccountRow, findAccount, updateActivePage } from './queries.ts'
import { demandConnected } from './renew-token.ts'

/**
 * Makes one of the pages that the person manages the one that the account stands for (channels contract 3, row 19). Throws
 * `validation_error` for a page that is none of them, and for one that another account of the workspace stands for.
 */
export async function selectPage(act: Act, account: AccountRow, pageId: string): Promise<AccountRow> {
  try {
    return await act.db.transaction(async (tx) => {
      const before = await findAccount(tx, account.workspace_id, account.id, 'for update')
      if (!before) throw notFound('Not found.')
      demandConnected(before)
      const pages = (before.metadata.pages ?? []) as { id: string; name: string | null }[]
      const page = pages.find(({ id }) => id === pageId)
      if (!page) throw wrong('page_id', 'This page is none of the account.')
      if (before.external_account_id === page.id) return before
      const after = await updateActivePage(tx, before.id, page, act.services.clock.now())
      await auditAct(
        tx,
        act,
        'channel_account.page_selected',
        { type: 'channel_account', id: before.id },
        {
          before: { external_account_id: before.external_account_id },
          after: { external_account_id: page.id },
        },
      )
      return after
    })
  } catch (error) {
    if (violatedConstraint(error) !== 'channel_accounts_external_key') throw error
    throw wrong('page_id', 'Another account is connected to this page.')
  }
}
