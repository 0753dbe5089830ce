import { Type } from 'typebox'
import type { Config } from '../../config.ts'
import type { Caller } from '../../kernel/auth/caller.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import type { Throttle } from '../../kernel/http/throttle.ts'
import { mediaUrl } from '../uploads/index.ts'
import {
  findInvitation,
  type InvitationRow,
  invitationNotFound,
  invite,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from './invitations.ts'
import { changeRole, listMembers, type MemberRow, memberNotFound, removeMember } from './members.ts'
import {
  invitationAnswer,
  invitationFields,
  invitationsAnswer,
  linkFields,
  memberAnswer,
  membersAnswer,
  openInvitationAnswer,
  roleFields,
} from './team-schemas.ts'

const tag = 'Team'
const members = { kind: 'user' } as const
const owners = { kind: 'user', permission: 'team:manage', peopleOnly: true } as const
const mailing: Throttle = { name: 'invitations', perMinute: 20, by: 'caller' }
const guessing: Throttle = { name: 'invitation links', perMinute: 30, by: 'address' }
const nothing = { 204: Type.Null() }

/** Who works in the workspace, and who is asked to. */
export const teamRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/v1/workspace/members',
    summary: 'The members of the workspace, the owner first',
    tag,
    access: members,
    responses: { 200: membersAnswer },
    async handle({ db, caller, services }: Context) {
      const rows = await listMembers(db, caller.workspaceId)
      return {
        success: true,
        data: { members: rows.map((row) => presentMember(services.config, caller, row)) },
      }
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/workspace/members/:id',
    summary: 'Give a member another role, effective for his next request',
    tag,
    access: owners,
    body: roleFields,
    responses: { 200: memberAnswer },
    async handle(context) {
      const row = await changeRole(context, context.id(memberNotFound), context.input().role)
      const member = presentMember(context.services.config, context.caller, row)
      return { success: true, message: 'The role was changed.', data: { member } }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/workspace/members/:id',
    summary: 'Remove a member, or leave the workspace',
    description:
      'Owners remove anybody but themselves, others only themselves. Sessions in this workspace and API tokens of the member end at once.',
    tag,
    access: members,
    status: 204,
    responses: nothing,
    async handle(context: Context) {
      await removeMember(context, context.id(memberNotFound))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/workspace/invitations',
    summary: 'The invitations that are open, newest first',
    tag,
    access: owners,
    responses: { 200: invitationsAnswer },
    async handle({ db, caller, services }: Context) {
      const now = services.clock.now()
      const rows = await listInvitations(db, caller.workspaceId)
      return { success: true, data: { invitations: rows.map((row) => presentInvitation(row, now)) } }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/workspace/invitations',
    summary: 'Invite somebody by e-mail; the link works once, for seven days',
    tag,
    access: owners,
    throttle: mailing,
    idempotent: true,
    body: invitationFields,
    status: 201,
    responses: { 201: invitationAnswer },
    async handle(context) {
      return sent(context, await invite(context, context.input()))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/workspace/invitations/:id/resend',
    summary: 'Mail a new link; the old one stops working',
    tag,
    access: owners,
    throttle: mailing,
    responses: { 200: invitationAnswer },
    async handle(context: Context) {
      return sent(context, await resendInvitation(context, context.id(invitationNotFound)))
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/workspace/invitations/:id',
    summary: 'Revoke an invitation',
    tag,
    access: owners,
    status: 204,
    responses: nothing,
    async handle(context: Context) {
      await revokeInvitation(context, context.id(invitationNotFound))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/invitations/lookup',
    summary: 'What the link of an invitation leads to',
    description: 'A POST, so that the token stands in no address.',
    tag,
    access: { kind: 'public', ignoresToken: true },
    throttle: guessing,
    body: linkFields,
    responses: { 200: openInvitationAnswer },
    async handle({ db, services, input }) {
      const { workspace_name, email, role, invited_by, expires_at, has_account } = await findInvitation(
        db,
        services,
        input().token,
      )
      const invitation = { workspace_name, email, role, invited_by, expires_at, has_account }
      return { success: true, data: { invitation } }
    },
  }),
]

function presentMember(config: Config, caller: Caller, row: MemberRow) {
  return { ...row, avatar: row.avatar && mediaUrl(config, row.avatar), is_you: row.id === caller.userId }
}

function presentInvitation(row: InvitationRow, now: Date) {
  return { ...row, status: Date.parse(row.expires_at) > now.getTime() ? 'pending' : 'expired' }
}

function sent({ services }: Pick<Context, 'services'>, row: InvitationRow) {
  const invitation = presentInvitation(row, services.clock.now())
  return { success: true, message: 'The invitation is on its way.', data: { invitation } }
}
