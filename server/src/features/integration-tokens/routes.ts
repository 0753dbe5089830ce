import type { Access } from '../../kernel/auth/caller.ts'
import { notFound } from '../../kernel/errors.ts'
import type { Input } from '../../kernel/http/fields.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { uuidParam } from '../../kernel/http/uuid.ts'
import { presentFreshToken, presentToken } from './present.ts'
import { findToken, readSyncStatus, type TokenScope, tokenList } from './queries.ts'
import { changeToken, deleteToken, generateToken, regenerateToken, type TokenChanges } from './save-token.ts'
import {
  changeFields,
  generateFields,
  messageSchema,
  newTokenSchema,
  syncStatusSchema,
  tokenSchema,
} from './schemas.ts'
import { bothOrAllProblems, namedOwner } from './token-owner.ts'

const tag = 'Integration tokens'
const base = '/api/v1/integrations/tokens'
const access: Access = { kind: 'user', permission: 'integrations:manage', peopleOnly: true }
/** Token endpoints take small bodies only (storefronts contract 1). */
export const tokenBodyLimit = 64 * 1024

const here = (rest: string) => ({
  path: `${base}${rest}`,
  aliases: [`/api/integrations/tokens${rest}`],
})

/** Members see the tokens that are theirs; the owner of the workspace sees everybody's. */
function scopeOf({ caller }: Context): TokenScope {
  return { workspaceId: caller.workspaceId, userId: caller.role === 'owner' ? null : caller.userId }
}

/** The path's id. `generate` is an action beside the ids, so other methods on it are refused as such. */
function tokenId(context: Context): string {
  if (context.param('id') === 'generate')
    throw context.dialect.methodNotAllowed!(['POST'], context.request.method)
  return uuidParam(context)
}

/** Keys that were not sent stay as they are, also for PUT. */
export function sentOnly(input: Input<typeof changeFields>): TokenChanges {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

async function ownToken(context: Context) {
  const row = await findToken(context.db, scopeOf(context), tokenId(context))
  if (!row) throw notFound('Not found.')
  return row
}

/** The tokens of stores, for the people of a workspace (storefronts contract 2). */
export const tokenRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    ...here(''),
    summary: 'List the integration tokens, newest first',
    description: 'Your own; the owner of the workspace sees those of all members.',
    tag,
    access,
    query: numberedPageQuery(),
    responses: { 200: numberedPageSchema(tokenSchema) },
    async handle(context) {
      const list = tokenList(context.db, scopeOf(context), {}, context.services.clock.now())
      return numberedPage(context.request, context.rawQuery, {
        count: list.count,
        rows: async (limit, offset) =>
          (await list.rows(limit, offset)).map((row) => presentToken(row, context)),
      })
    },
  }),
  route({
    method: 'POST',
    ...here('/generate'),
    summary: 'Make an integration token; its text and webhook secret are in this answer only',
    tag,
    access,
    form: true,
    body: generateFields,
    bodyLimit: tokenBodyLimit,
    idempotent: true,
    status: 201,
    responses: { 201: newTokenSchema },
    async handle(context) {
      const { caller } = context
      const [input, owner] = await bothOrAllProblems(
        () => context.input(),
        async () => {
          const named = (context.request.body as { user_id?: unknown } | null)?.user_id
          return caller.isStaff && named !== undefined && named !== null && named !== ''
            ? namedOwner(context.db, { id: named })
            : { workspaceId: caller.workspaceId, userId: caller.userId }
        },
      )
      return presentFreshToken(await generateToken(context, owner, input), context)
    },
  }),
  route({
    method: 'GET',
    ...here('/:id'),
    summary: 'Read an integration token',
    tag,
    access,
    responses: { 200: tokenSchema },
    handle: async (context) => presentToken(await ownToken(context), context),
  }),
  ...(['PATCH', 'PUT'] as const).map((method) =>
    route({
      method,
      ...here('/:id'),
      summary:
        method === 'PUT'
          ? 'Change an integration token; `name` is needed'
          : 'Change an integration token; absent keys stay as they are',
      tag,
      access,
      form: true,
      body: changeFields,
      bodyLimit: tokenBodyLimit,
      responses: { 200: tokenSchema },
      async handle(context) {
        const id = tokenId(context)
        const read = () => (method === 'PUT' ? sentOnly(context.input()) : context.changes())
        const row = await changeToken(context, scopeOf(context), id, read)
        return presentToken(row, context)
      },
    }),
  ),
  route({
    method: 'DELETE',
    ...here('/:id'),
    summary: 'Delete an integration token; it stops at once, its products stay',
    tag,
    access,
    form: true,
    bodyLimit: tokenBodyLimit,
    responses: { 200: messageSchema },
    async handle(context) {
      await deleteToken(context, scopeOf(context), tokenId(context))
      return { message: 'Token deleted successfully' }
    },
  }),
  route({
    method: 'POST',
    ...here('/:id/regenerate'),
    summary: 'Give an integration token a new text; the old one stops at once',
    tag,
    access,
    form: true,
    bodyLimit: tokenBodyLimit,
    idempotent: true,
    responses: { 200: newTokenSchema },
    async handle(context) {
      const fresh = await regenerateToken(context, scopeOf(context), uuidParam(context))
      return presentFreshToken(fresh, context)
    },
  }),
  route({
    method: 'GET',
    ...here('/:id/sync-status'),
    summary: 'Whether the store of a token is in step',
    tag,
    access,
    responses: { 200: syncStatusSchema },
    async handle(context) {
      const row = await ownToken(context)
      const status = await readSyncStatus(context.db, row)
      return { token_id: row.id, store_host: row.store_host, ...status }
    },
  }),
]
