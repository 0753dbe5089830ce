import { Type } from 'typebox'
import { invalidField, notFound, Refusal } from '../../kernel/errors.ts'
import { type Fields, parsePartial } from '../../kernel/http/fields.ts'
import { calledUrl, envelopePage, envelopePageBody } from '../../kernel/http/pagination.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { listOutbox } from '../../kernel/mail/mail.ts'
import { maxImageBytes, readMultipart } from '../uploads/index.ts'
import { changePassword, confirmPasswordReset } from './change-password.ts'
import { deleteAccount } from './delete-account.ts'
import {
  deletionFields,
  passwordChangeFields,
  profileFields,
  resetConfirmFields,
  resetRequestFields,
  tokenFields,
} from './fields.ts'
import { queuePasswordReset } from './jobs.ts'
import { revokeOtherSessions, revokeSession } from './log-out.ts'
import { presentPublicUser, presentUser } from './present.ts'
import { clearRefreshCookie, setRefreshCookie } from './refresh-cookie.ts'
import { authThrottle, originOf, refuseDifferent, tag } from './routes-auth.ts'
import {
  messageSchema,
  newTokensSchema,
  outboxPageSchema,
  publicUserSchema,
  sessionPageSchema,
  userSchema,
} from './schemas.ts'
import { refreshSeconds } from './sessions.ts'
import { updateProfile } from './update-profile.ts'
import { findPublicUser, listSessions, readUser } from './users.ts'
import { resendVerification, verifyEmail } from './verify-email.ts'

const user = { kind: 'user' } as const
const anybody = { kind: 'public' } as const
const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Marketplace contract 4 and 7: the caller's own account, and the public side of others. */
export const accountRoutes: RouteSpec[] = [
  ...['/api/v1/auth/me', '/api/v1/profile'].flatMap(profileRoutes),
  route({
    method: 'POST',
    path: '/api/v1/auth/password/change',
    summary: 'Change the password; all sessions end, the answer carries new tokens',
    tag,
    access: user,
    throttle: authThrottle,
    body: passwordChangeFields,
    responses: { 200: newTokensSchema },
    async handle(context) {
      const { services, caller, reply } = context
      const input = context.input()
      refuseDifferent(input.new_password, input.new_password_confirm, 'new_password_confirm')
      const tokens = await changePassword(
        services,
        caller,
        input.old_password,
        input.new_password,
        originOf(context),
      )
      setRefreshCookie(reply, tokens.refresh, refreshSeconds(services))
      return { success: true, message: 'The password was changed.', data: { tokens } }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/password/reset',
    summary: 'Mail a link to set a new password; the answer never tells whether the account exists',
    tag,
    access: anybody,
    throttle: authThrottle,
    body: resetRequestFields,
    responses: { 200: messageSchema },
    async handle({ services, input }) {
      const { email } = input()
      await services.db.transaction((tx) => queuePasswordReset(tx, services, email))
      return { success: true, message: 'If this address has an account, a mail is on its way.' }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/password/reset/confirm',
    summary: 'Set a new password with the token of the mail; all sessions end',
    tag,
    access: anybody,
    throttle: authThrottle,
    body: resetConfirmFields,
    responses: { 200: messageSchema },
    async handle(context) {
      const { token, password, password_confirm } = context.input()
      refuseDifferent(password, password_confirm)
      await confirmPasswordReset(context.services, token, password, originOf(context))
      return { success: true, message: 'The password was changed. Log in with the new one.' }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/email/verify',
    summary: 'Confirm the e-mail address with the token of the mail',
    tag,
    access: anybody,
    body: tokenFields,
    responses: { 200: messageSchema },
    async handle(context) {
      await verifyEmail(context.services, context.input().token, originOf(context))
      return { success: true, message: 'The e-mail address is confirmed.' }
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/email/resend',
    summary: 'Mail the confirmation link again',
    tag,
    access: user,
    throttle: authThrottle,
    responses: { 200: messageSchema },
    async handle({ services, caller }: Context) {
      const sent = await resendVerification(services, caller)
      return {
        success: true,
        message: sent ? 'A mail is on its way.' : 'The e-mail address is confirmed already.',
      }
    },
  }),
  ...(['DELETE', 'POST'] as const).map((method) =>
    route({
      method,
      path: '/api/v1/auth/account/delete',
      summary: 'Delete the own account',
      tag,
      access: user,
      throttle: authThrottle,
      body: deletionFields,
      responses: { 200: messageSchema },
      async handle(context) {
        const { services, caller, reply } = context
        await deleteAccount(services, caller, context.input().password, originOf(context))
        clearRefreshCookie(reply)
        return { success: true, message: 'The account was deleted.' }
      },
    }),
  ),
  route({
    method: 'GET',
    path: '/api/v1/auth/users/:id',
    summary: 'What everybody may see of a user',
    tag,
    access: anybody,
    responses: { 200: publicUserSchema },
    async handle({ services, db, param }: Context) {
      const row = uuidForm.test(param('id')) ? await findPublicUser(db, param('id')) : null
      if (!row) throw notFound('User not found')
      return presentPublicUser(services.config, row)
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/auth/sessions',
    summary: "The caller's live sessions, last used first",
    tag,
    access: user,
    responses: { 200: sessionPageSchema },
    async handle({ services, db, caller, request, rawQuery }: Context) {
      const page = envelopePage(rawQuery)
      const { count, rows } = await listSessions(db, caller.userId, services.clock.now(), page)
      const sessions = rows.map((row) => ({ ...row, current: row.id === caller.sessionId }))
      return envelopePageBody(calledUrl(request, services.config), page, count, sessions)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/auth/sessions/revoke-others',
    summary: "End all of the caller's sessions but this one",
    tag,
    access: user,
    responses: {
      200: Type.Object({ success: Type.Boolean(), data: Type.Object({ revoked: Type.Integer() }) }),
    },
    async handle(context: Context) {
      const revoked = await revokeOtherSessions(context.services, context.caller, originOf(context))
      return { success: true, data: { revoked } }
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/auth/sessions/:id',
    summary: "End one of the caller's sessions",
    tag,
    access: user,
    status: 204,
    responses: { 204: Type.Null() },
    async handle(context: Context) {
      const id = context.param('id').toLowerCase()
      if (!uuidForm.test(id)) throw notFound('Session not found')
      await revokeSession(context.services, context.caller, id, originOf(context))
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/admin-panel/outbox',
    summary: 'Mails that were written while no mail server is set up; 404 when one is',
    tag: 'Administration',
    access: { kind: 'staff' },
    responses: { 200: outboxPageSchema },
    async handle({ services, db, request, rawQuery }: Context) {
      if (!services.mailer.usesOutbox) throw notFound()
      const page = envelopePage(rawQuery)
      // Nobody has an address that the database cannot hold; without it the list would be everybody's.
      const to = rawQuery.to?.replaceAll('\u0000', '\uFFFD')
      const { count, mails } = await listOutbox(db, { ...page, to })
      return envelopePageBody(calledUrl(request, services.config), page, count, mails)
    },
  }),
]

function profileRoutes(path: string): RouteSpec[] {
  const read = route({
    method: 'GET',
    path,
    summary: 'The own profile',
    tag: 'Profile',
    access: user,
    responses: { 200: userSchema },
    async handle({ services, db, caller }: Context) {
      return presentUser(services.config, await readUser(db, caller.userId, caller.workspaceId))
    },
  })
  const writes = (['PUT', 'PATCH'] as const).map((method) =>
    route({
      method,
      path,
      summary: 'Change the own profile',
      description: 'Every field is optional. A picture is sent as the file `avatar` of a multipart body.',
      tag: 'Profile',
      access: user,
      multipart: true,
      body: profileFields,
      responses: { 200: userSchema },
      handle: changeProfile,
    }),
  )
  return [read, ...writes]
}

async function changeProfile(context: Context<Fields, typeof profileFields>) {
  const { services, caller, request } = context
  const form = request.isMultipart() ? await readMultipart(request, 'avatar', maxImageBytes) : null
  const changes = form ? parsePartial(profileFields, form.fields) : context.changes()
  const picture = form?.files[0] ?? null
  if (picture?.truncated) throw new Refusal(413, 'The picture is larger than 5 MiB.')
  if (form && form.files.length > 1) throw invalidField('avatar', 'Send one picture.')
  const row = await updateProfile(services, caller, changes, picture?.bytes ?? null, originOf(context))
  return presentUser(services.config, row)
}
