import { Type } from 'typebox'
import type { Access } from '../../kernel/auth/caller.ts'
import { notFound } from '../../kernel/errors.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type Context, pathId, type RouteSpec, route } from '../../kernel/http/route.ts'
import { deleteAccount } from './end-account.ts'
import type { Channels } from './platforms.ts'
import { presentAccount, presentPlatform, presentStats } from './present.ts'
import { type AccountRow, accountList, countAccounts, findAccount, findLog, logList } from './queries.ts'
import { type AccountChanges, changeAccount, createAccount } from './save-account.ts'
import {
  accountSchema,
  changeFields,
  createFields,
  listFields,
  logFields,
  logSchema,
  platformSchema,
  statsSchema,
} from './schemas.ts'

export const tag = 'Channels'
export const base = '/api/integrations/accounts'
export const access: Access = { kind: 'user', permission: 'integrations:manage', peopleOnly: true }
const pages = { maxSize: 200 }

/** The path's id; `platforms` and `stats` stand beside the ids and can only be read. */
function accountId(context: Context): number {
  if (['platforms', 'stats'].includes(context.param('id')))
    throw context.dialect.methodNotAllowed!(['GET'], context.request.method)
  return context.id('Not found.')
}

/** The account of the path, in the caller's workspace; throws 404. */
export async function ownAccount(context: Context): Promise<AccountRow> {
  const row = await findAccount(context.db, context.caller.workspaceId, accountId(context))
  if (!row) throw notFound('Not found.')
  return row
}

const sentOnly = (input: Record<string, unknown>): AccountChanges =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))

/** Accounts on platforms (channels contract 3, rows 1 to 7). */
export function accountRoutes(channels: Channels): RouteSpec[] {
  const { platforms } = channels
  const present = (row: AccountRow) => presentAccount(row, platforms, channels.services.clock)
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'List the connected accounts, newest first',
      tag,
      access,
      query: { ...listFields, ...numberedPageQuery(pages) },
      responses: { 200: numberedPageSchema(accountSchema) },
      async handle(context) {
        const { platform, status } = context.query()
        const filters = { platform: platform || undefined, status: status || undefined }
        const list = accountList(context.db, context.caller.workspaceId, filters)
        const source = {
          count: list.count,
          rows: async (limit: number, offset: number) => (await list.rows(limit, offset)).map(present),
        }
        return numberedPage(context.request, context.rawQuery, source, pages)
      },
    }),
    route({
      method: 'POST',
      path: base,
      summary: 'Add an account; connect it afterwards',
      tag,
      access,
      body: createFields([...platforms.keys()]),
      idempotent: true,
      status: 201,
      responses: { 201: accountSchema },
      handle: async (context) => present(await createAccount(context, context.input())),
    }),
    route({
      method: 'GET',
      path: `${base}/platforms`,
      summary: 'The platforms of this server and what can be done on each',
      tag,
      access,
      responses: { 200: Type.Array(platformSchema) },
      handle: async () => [...platforms.values()].map(presentPlatform),
    }),
    route({
      method: 'GET',
      path: `${base}/stats`,
      summary: 'How many accounts are in which state',
      tag,
      access,
      responses: { 200: statsSchema },
      handle: async (context) =>
        presentStats(await countAccounts(context.db, context.caller.workspaceId), platforms),
    }),
    route({
      method: 'GET',
      path: `${base}/:id`,
      summary: 'Read an account',
      tag,
      access,
      responses: { 200: accountSchema },
      handle: async (context) => present(await ownAccount(context)),
    }),
    ...(['PUT', 'PATCH'] as const).map((method) =>
      route({
        method,
        path: `${base}/:id`,
        summary:
          method === 'PUT'
            ? 'Change an account; `name` is needed'
            : 'Change an account; absent keys stay as they are',
        tag,
        access,
        body: changeFields,
        responses: { 200: accountSchema },
        async handle(context) {
          const read = () => (method === 'PUT' ? sentOnly(context.input()) : context.changes())
          return present(await changeAccount(context, accountId(context), read))
        },
      }),
    ),
    route({
      method: 'DELETE',
      path: `${base}/:id`,
      summary: 'Remove an account with its tokens and logs; the platform is told that the grant is over',
      tag,
      access,
      status: 204,
      responses: { 204: Type.Null() },
      async handle(context) {
        await deleteAccount(context, channels, await ownAccount(context))
        return null
      },
    }),
  ]
}

const logBase = '/api/integrations/logs'

/** What was done with the accounts (channels contract 3, row 20). */
export const logRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: logBase,
    summary: 'List what was done with the accounts, newest first',
    tag,
    access,
    query: { ...logFields, ...numberedPageQuery(pages) },
    responses: { 200: numberedPageSchema(logSchema) },
    async handle(context) {
      const { account = '', status, action } = context.query()
      // A number that can be no id is nobody's.
      const accountId = /^\d+$/.test(account) ? (pathId(account) ?? 0) : null
      return numberedPage(
        context.request,
        context.rawQuery,
        logList(context.db, context.caller.workspaceId, {
          accountId,
          status: status || null,
          action: action || null,
        }),
        pages,
      )
    },
  }),
  route({
    method: 'GET',
    path: `${logBase}/:id`,
    summary: 'Read a line of the log',
    tag,
    access,
    responses: { 200: logSchema },
    async handle(context) {
      const row = await findLog(context.db, context.caller.workspaceId, context.id('Not found.'))
      if (!row) throw notFound('Not found.')
      return row
    },
  }),
]
