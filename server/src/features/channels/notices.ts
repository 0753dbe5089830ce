import { webAppUrl } from '../../config.ts'
import type { Executor } from '../../kernel/database/database.ts'
import type { Services } from '../../kernel/services.ts'
import { displayName } from '../identity/index.ts'
import { managingRoles } from './managers.ts'
import type { Channels } from './platforms.ts'
import type { AccountRow } from './queries.ts'

/**
 * Tells the people of the workspace who can mend it that a connection has ended, in the app and by mail, once a day and account
 * (channels contract 6.3). Belongs into the transaction that marks the account `expired`.
 */
export async function tellOfEnd(
  tx: Executor,
  { services, platforms }: Pick<Channels, 'services' | 'platforms'>,
  account: AccountRow,
  now: Date,
): Promise<void> {
  const told = await tx.query(
    `insert into channel_notices (workspace_id, account_id, day, created_at)
     select a.workspace_id, a.id, $2, $3 from channel_accounts a where a.id = $1
     on conflict (account_id, day) do nothing returning id`,
    [account.id, now.toISOString().slice(0, 10), now],
  )
  if (told.length === 0) return
  const platform = platforms.get(account.platform)?.adapter.label ?? account.platform
  for (const person of await whoCanMend(tx, account.workspace_id))
    await services.mailer.queueMail(tx, {
      to: person.email,
      language: person.language,
      template: 'connection-ended',
      data: {
        displayName: displayName(person),
        account: account.external_account_name ?? account.name,
        platform,
        workspace: person.workspace,
        reconnectUrl: reconnectUrl(services, account),
      },
    })
}

interface Person {
  email: string
  language: string
  uuid: string
  username: string | null
  full_name: string
  workspace: string
}

function whoCanMend(tx: Executor, workspaceId: number): Promise<Person[]> {
  return tx.query(
    `select u.email, u.language, u.uuid, u.username, u.full_name, w.name as workspace
     from memberships m join users u on u.id = m.user_id join workspaces w on w.id = m.workspace_id
     where m.workspace_id = $1 and m.role = any($2) and u.is_active and u.deleted_at is null and u.email is not null
     order by u.id`,
    [workspaceId, managingRoles],
  )
}

function reconnectUrl({ config }: Pick<Services, 'config'>, { platform }: AccountRow): string {
  return `${webAppUrl(config)}/integrations?platform=${encodeURIComponent(platform)}`
}

export interface NoticeRow {
  id: number
  account: number
  account_name: string
  platform: string
  created_at: string
  dismissed_at: string | null
}

const noticeColumns = `n.id, n.account_id as account, a.name as account_name, a.platform, n.created_at, n.dismissed_at`
const joined =
  'channel_notices n join channel_accounts a on a.workspace_id = n.workspace_id and a.id = n.account_id'
// Who has connected the account again has no need of it any more.
const isOpen = `n.dismissed_at is null and a.status = 'expired'`

/** The notices that nobody has dismissed, of accounts that still have to be reconnected, newest first. */
export function openNotices(db: Executor, workspaceId: number) {
  return {
    async count(): Promise<number> {
      const [row] = await db.query<{ count: number }>(
        `select count(*) from ${joined} where n.workspace_id = $1 and ${isOpen}`,
        [workspaceId],
      )
      return row!.count
    },
    rows: (limit: number, offset: number): Promise<NoticeRow[]> =>
      db.query(
        `select ${noticeColumns} from ${joined} where n.workspace_id = $1 and ${isOpen}
         order by n.id desc limit $2 offset $3`,
        [workspaceId, limit, offset],
      ),
  }
}

/** Dismisses a notice for everybody in the workspace; the first who did so stays. Null: there is no such notice. */
export async function dismissNotice(
  db: Executor,
  notice: { workspaceId: number; id: number; userId: number; now: Date },
): Promise<NoticeRow | null> {
  const [row] = await db.query<NoticeRow>(
    `update channel_notices n set dismissed_at = coalesce(n.dismissed_at, $3), dismissed_by = coalesce(n.dismissed_by, $4)
     from channel_accounts a
     where n.workspace_id = $1 and n.id = $2 and a.workspace_id = n.workspace_id and a.id = n.account_id
     returning ${noticeColumns}`,
    [notice.workspaceId, notice.id, notice.now, notice.userId],
  )
  return row ?? null
}
