import type { Access } from '../../kernel/auth/caller.ts'
import { notFound } from '../../kernel/errors.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { uuidParam } from '../../kernel/http/uuid.ts'
import { presentFreshToken, presentToken } from './present.ts'
import { findToken, type TokenScope, tokenList } from './queries.ts'
import { sentOnly, tokenBodyLimit } from './routes.ts'
import { changeToken, deleteToken, generateToken, regenerateToken, switchToken } from './save-token.ts'
import {
  adminCreateFields,
  adminListFields,
  changeFields,
  messageSchema,
  newTokenSchema,
  tokenSchema,
} from './schemas.ts'
import { bothOrAllProblems, namedOwner } from './token-owner.ts'

const tag = 'Integration tokens of all users'
const base = '/api/v1/admin-panel/integration-tokens'
const access: Access = { kind: 'staff' }
const everybody: TokenScope = { workspaceId: null, userId: null }

/** The integration tokens of all users, for staff (storefronts contract 3). */
export const adminTokenRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: base,
    summary: 'List the integration tokens of all users, newest first',
    description: '`search` looks at name, e-mail and user name of the owner, and preview.',
    tag,
    access,
    query: { ...adminListFields, ...numberedPageQuery() },
    responses: { 200: numberedPageSchema(tokenSchema) },
    async handle(context) {
      const list = tokenList(context.db, everybody, context.query(), context.services.clock.now())
      return numberedPage(context.request, context.rawQuery, {
        count: list.count,
        rows: async (limit, offset) =>
          (await list.rows(limit, offset)).map((row) => presentToken(row, context)),
      })
    },
  }),
  route({
    method: 'POST',
    path: base,
    summary: 'Make an integration token for a user; its text and webhook secret are in this answer only',
    description:
      'It belongs to the workspace that the user owns, else to the one that he has managed longest.',
    tag,
    access,
    form: true,
    body: adminCreateFields,
    bodyLimit: tokenBodyLimit,
    idempotent: true,
    status: 201,
    responses: { 201: newTokenSchema },
    async handle(context) {
      const named = (context.request.body ?? {}) as { user_id?: unknown; user_email?: unknown }
      const [input, owner] = await bothOrAllProblems(
        () => context.input(),
        () => namedOwner(context.db, { id: named.user_id, email: named.user_email }),
      )
      return presentFreshToken(await generateToken(context, owner, input), context)
    },
  }),
  route({
    method: 'GET',
    path: `${base}/:id`,
    summary: 'Read an integration token of any user',
    tag,
    access,
    responses: { 200: tokenSchema },
    async handle(context) {
      const row = await findToken(context.db, everybody, uuidParam(context))
      if (!row) throw notFound('Not found.')
      return presentToken(row, context)
    },
  }),
  ...(['PATCH', 'PUT'] as const).map((method) =>
    route({
      method,
      path: `${base}/:id`,
      summary:
        method === 'PUT'
          ? 'Change an integration token of any user; `name` is needed'
          : 'Change an integration token of any user; absent keys stay as they are',
      tag,
      access,
      form: true,
      body: changeFields,
      bodyLimit: tokenBodyLimit,
      responses: { 200: tokenSchema },
      async handle(context) {
        const read = () => (method === 'PUT' ? sentOnly(context.input()) : context.changes())
        const row = await changeToken(context, everybody, uuidParam(context), read)
        return presentToken(row, context)
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: `${base}/:id`,
    summary: 'Delete an integration token of any user',
    tag,
    access,
    form: true,
    bodyLimit: tokenBodyLimit,
    responses: { 200: messageSchema },
    async handle(context) {
      await deleteToken(context, everybody, uuidParam(context))
      return { message: 'Token deleted successfully' }
    },
  }),
  route({
    method: 'POST',
    path: `${base}/:id/regenerate`,
    summary: 'Give an integration token of any user a new text; the old one stops at once',
    tag,
    access,
    form: true,
    bodyLimit: tokenBodyLimit,
    idempotent: true,
    responses: { 200: newTokenSchema },
    handle: async (context) =>
      presentFreshToken(await regenerateToken(context, everybody, uuidParam(context)), context),
  }),
  ...(['activate', 'deactivate'] as const).map((action) =>
    route({
      method: 'POST',
      path: `${base}/:id/${action}`,
      summary: action === 'activate' ? 'Turn an integration token on' : 'Turn an integration token off',
      tag,
      access,
      form: true,
      bodyLimit: tokenBodyLimit,
      responses: { 200: tokenSchema },
      handle: async (context) =>
        presentToken(
          await switchToken(context, everybody, uuidParam(context), action === 'activate'),
          context,
        ),
    }),
  ),
]
