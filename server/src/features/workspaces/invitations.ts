import { createHash } from 'node:crypto'
import { webAppUrl } from '../../config.ts'
import { type Act, auditAct } from '../../kernel/audit/act.ts'
import type { Executor, Transaction } from '../../kernel/database/database.ts'
import { invalidField, notFound, Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { displayNameSql } from './members.ts'
import type { GivenRole } from './team-schemas.ts'

export const invitationNotFound = 'Invitation not found'

const lifetimeMs = 7 * 86_400_000
/** One mail a minute to an address, a hundred addresses a day: invitations must not become a way to mail strangers. */
const pauseSeconds = 60
const addressesPerDay = 100

export interface InvitationRow {
  id: number
  email: string
  role: GivenRole
  language: string
  invited_by: string
  created_at: string
  sent_at: string
  expires_at: string
}

const columns = `i.id, i.email, i.role, i.language, ${displayNameSql} as invited_by, i.created_at, i.sent_at, i.expires_at`
const open = 'i.accepted_at is null and i.revoked_at is null'

/** Invitations that nobody has accepted or revoked, newest first; expired ones too. */
export function listInvitations(
  db: Executor,
  workspaceId: number,
  id: number | null = null,
): Promise<InvitationRow[]> {
  return db.query(
    `select ${columns} from invitations i join users u on u.id = i.invited_by
     where i.workspace_id = $1 and ${open} and ($2::int is null or i.id = $2)
     order by i.created_at desc, i.id desc`,
    [workspaceId, id],
  )
}

export interface NewInvitation {
  email: string
  role: GivenRole
  language: string | null | undefined
}

/**
 * Mails a link by which its reader joins the workspace; an open invitation of that address is replaced and its link stops working.
 * Throws 400 when a member has the address, 429 when it was mailed within the last minute or too many were today.
 */
export function invite(act: Act, input: NewInvitation): Promise<InvitationRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    if (await isMember(tx, caller.workspaceId, input.email))
      throw invalidField('email', 'This person is a member already.')
    await refuseTooMany(tx, act)
    const link = newLink(services)
    const [row] = await tx.query<{ id: number }>(
      `insert into invitations as i (workspace_id, email, role, language, token_hash, invited_by, created_at, sent_at,
         expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $7, $8)
       on conflict (workspace_id, email) where accepted_at is null and revoked_at is null
       do update set role = $3, language = $4, token_hash = $5, invited_by = $6, created_at = $7, sent_at = $7,
         expires_at = $8
       where i.sent_at <= $9
       returning id`,
      [
        caller.workspaceId,
        input.email,
        input.role,
        input.language ?? caller.locale,
        link.hash,
        caller.userId,
        link.now,
        link.expiresAt,
        link.pauseBefore,
      ],
    )
    if (!row) throw tooSoon()
    const after = { email: input.email, role: input.role }
    await auditAct(tx, act, 'invitation.sent', { type: 'invitation', id: row.id }, { after })
    return sendInvitation(tx, act, row.id, link)
  })
}

/** Mails a new link; the old one stops working. Throws 404, and 429 within a minute of the last mail. */
export function resendInvitation(act: Act, id: number): Promise<InvitationRow> {
  const { caller, services } = act
  return act.db.transaction(async (tx) => {
    await lockInvitation(tx, caller.workspaceId, id)
    await refuseTooMany(tx, act)
    const link = newLink(services)
    const sent = await tx.query(
      'update invitations set token_hash = $2, sent_at = $3, expires_at = $4 where id = $1 and sent_at <= $5 returning id',
      [id, link.hash, link.now, link.expiresAt, link.pauseBefore],
    )
    if (sent.length === 0) throw tooSoon()
    await auditAct(tx, act, 'invitation.resent', { type: 'invitation', id })
    return sendInvitation(tx, act, id, link)
  })
}

/** Makes the mailed link worthless; throws 404. */
export function revokeInvitation(act: Act, id: number): Promise<void> {
  return act.db.transaction(async (tx) => {
    await lockInvitation(tx, act.caller.workspaceId, id)
    await tx.query('update invitations set revoked_at = $2 where id = $1', [id, act.services.clock.now()])
    await auditAct(tx, act, 'invitation.revoked', { type: 'invitation', id })
  })
}

export interface OpenInvitation {
  id: number
  workspace_id: number
  workspace_name: string
  email: string
  role: GivenRole
  language: string
  invited_by: string
  expires_at: string
  /** Somebody has an account of that address: he logs in and joins instead of creating one. */
  has_account: boolean
}

/** What a link invites to, without using it up. Throws 400 for one that is used, revoked, expired or none. */
export async function findInvitation(
  db: Executor,
  services: Pick<Services, 'clock'>,
  token: string,
): Promise<OpenInvitation> {
  const [row] = await db.query<OpenInvitation>(
    `select i.id, i.workspace_id, w.name as workspace_name, i.email, i.role, i.language,
       ${displayNameSql} as invited_by, i.expires_at,
       exists (select 1 from users a where a.email = i.email and a.deleted_at is null) as has_account
     from invitations i join workspaces w on w.id = i.workspace_id join users u on u.id = i.invited_by
     where i.token_hash = $1 and ${open} and i.expires_at > $2`,
    [digest(token), services.clock.now()],
  )
  if (!row) throw invalidLink()
  return row
}

/** Uses a link up, atomically: of parallel calls one succeeds. A rollback gives it back. Throws 400. */
export async function redeemInvitation(
  tx: Transaction,
  services: Pick<Services, 'clock'>,
  token: string,
): Promise<{ id: number; workspaceId: number; email: string; role: GivenRole }> {
  const [row] = await tx.query<{ id: number; workspace_id: number; email: string; role: GivenRole }>(
    `update invitations i set accepted_at = $2
     where i.token_hash = $1 and ${open} and i.expires_at > $2 returning i.id, i.workspace_id, i.email, i.role`,
    [digest(token), services.clock.now()],
  )
  if (!row) throw invalidLink()
  return { id: row.id, workspaceId: row.workspace_id, email: row.email, role: row.role }
}

interface NewLink {
  token: string
  hash: Buffer
  now: Date
  expiresAt: Date
  /** The last mail to the address must not be younger. */
  pauseBefore: Date
}

function newLink({ random, clock }: Pick<Services, 'random' | 'clock'>): NewLink {
  const token = random.bytes(32).toString('base64url')
  const now = clock.now()
  return {
    token,
    hash: digest(token),
    now,
    expiresAt: new Date(now.getTime() + lifetimeMs),
    pauseBefore: new Date(now.getTime() - pauseSeconds * 1000),
  }
}

async function sendInvitation(tx: Transaction, act: Act, id: number, link: NewLink): Promise<InvitationRow> {
  const { caller, services } = act
  const [invitation] = await listInvitations(tx, caller.workspaceId, id)
  const { email, role, invited_by, expires_at } = invitation!
  // Only the mail speaks the language of an account: the answer must not tell whether the address has one.
  const [known] = await tx.query<{ workspace: string; language: string | null }>(
    `select w.name as workspace,
       (select u.language from users u where u.email = $2 and u.deleted_at is null) as language
     from workspaces w where w.id = $1`,
    [caller.workspaceId, email],
  )
  const { workspace, language } = known!
  await services.mailer.queueMail(tx, {
    to: email,
    language: language ?? invitation!.language,
    template: 'invitation',
    data: {
      displayName: email,
      inviter: invited_by,
      workspace,
      role,
      joinUrl: `${webAppUrl(services.config)}/invitation?token=${link.token}`,
      expiresAt: expires_at,
    },
  })
  return invitation!
}

async function isMember(tx: Executor, workspaceId: number, email: string): Promise<boolean> {
  const found = await tx.query(
    `select 1 from users u join memberships m on m.user_id = u.id
     where m.workspace_id = $1 and u.email = $2 and u.deleted_at is null`,
    [workspaceId, email],
  )
  return found.length > 0
}

async function lockInvitation(tx: Transaction, workspaceId: number, id: number): Promise<void> {
  const [row] = await tx.query(
    `select i.id from invitations i where i.workspace_id = $1 and i.id = $2 and ${open} for update`,
    [workspaceId, id],
  )
  if (!row) throw notFound(invitationNotFound)
}

async function refuseTooMany(tx: Executor, { caller, services }: Act): Promise<void> {
  const yesterday = new Date(services.clock.now().getTime() - 86_400_000)
  const [row] = await tx.query<{ count: number }>(
    'select count(*) as count from invitations where workspace_id = $1 and sent_at > $2',
    [caller.workspaceId, yesterday],
  )
  if (row!.count >= addressesPerDay)
    throw tooMany('Too many invitations were sent today. Try again tomorrow.', 3600)
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest()
const invalidLink = () => new Refusal(400, 'This invitation is not valid any more. Ask for a new one.')
const tooMany = (message: string, seconds: number) =>
  new Refusal(429, message, { headers: { 'retry-after': String(seconds) } })
const tooSoon = () => tooMany('This address was mailed a moment ago. Try again in a minute.', pauseSeconds)
