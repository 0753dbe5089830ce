import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { linkFields, listWorkspacesOf } from '../workspaces/index.ts'
import { joinWorkspace, switchWorkspace, workspaceNotFound } from './enter-workspace.ts'
import { acceptFields } from './fields.ts'
import { registerInvited } from './register.ts'
import { authThrottle, originOf, presentSignedIn, refuseDifferent } from './routes-auth.ts'
import { enteredSchema, signedInSchema, workspacesSchema } from './schemas.ts'

const tag = 'Team'
const user = { kind: 'user' } as const

/** Which workspaces somebody has, which one his session works in, and how he joins another. */
export const workspaceRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/v1/workspaces',
    summary: "The caller's workspaces, by name",
    tag,
    access: user,
    responses: { 200: workspacesSchema },
    async handle({ db, caller }: Context) {
      const rows = await listWorkspacesOf(db, caller.userId)
      const workspaces = rows.map((row) => ({ ...row, is_active: row.id === caller.workspaceId }))
      return { success: true, data: { workspaces } }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/workspaces/:id/switch',
    summary: 'Work in another of the own workspaces',
    description:
      "The session's tokens mean that workspace from the next request on, and the next log-in opens it.",
    tag,
    access: user,
    responses: { 200: enteredSchema },
    async handle(context: Context) {
      const workspace = await switchWorkspace(context, context.id(workspaceNotFound))
      return { success: true, message: 'The workspace was changed.', data: { workspace } }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/invitations/accept',
    summary: 'Create the account that an invitation was mailed for, in the inviting workspace',
    tag,
    access: { kind: 'public', ignoresToken: true },
    throttle: authThrottle,
    body: acceptFields,
    status: 201,
    responses: { 201: signedInSchema },
    async handle(context) {
      const { token, password_confirm, ...input } = context.input()
      refuseDifferent(input.password, password_confirm)
      const signedIn = await registerInvited(context.services, token, input, originOf(context))
      return presentSignedIn(context, signedIn, 'Welcome to Tradepost.')
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/invitations/join',
    summary: 'Join the workspace of an invitation with the own account, and work there',
    tag,
    access: user,
    throttle: authThrottle,
    body: linkFields,
    responses: { 200: enteredSchema },
    async handle(context) {
      const workspace = await joinWorkspace(context, context.input().token)
      return { success: true, message: 'You are a member now.', data: { workspace } }
    },
  }),
]
