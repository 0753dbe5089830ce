import { Type } from 'typebox'
import { notFound } from '../../kernel/errors.ts'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { access, tag } from './account-routes.ts'
import { dismissNotice, type NoticeRow, openNotices } from './notices.ts'
import type { Channels } from './platforms.ts'

const base = '/api/integrations/notices'
const pages = { maxSize: 200 }
const moment = Type.String({ format: 'date-time' })

const noticeSchema = Type.Object({
  id: Type.Integer(),
  account: Type.Integer(),
  account_name: Type.String(),
  platform: Type.String(),
  platform_display: Type.String(),
  code: Type.Literal('reconnect_required'),
  message: Type.String(),
  created_at: moment,
  dismissed_at: nullableSchema(moment),
})

/** What people are told of connections that ended (channels contract 6.3). */
export function noticeRoutes({ platforms }: Pick<Channels, 'platforms'>): RouteSpec[] {
  const present = (row: NoticeRow) => ({
    ...row,
    platform_display: platforms.get(row.platform)?.adapter.label ?? row.platform,
    code: 'reconnect_required' as const,
    message: 'The connection has ended. Please reconnect the account.',
  })
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'List what nobody has dismissed of connections that ended and were not renewed, newest first',
      tag,
      access,
      query: numberedPageQuery(pages),
      responses: { 200: numberedPageSchema(noticeSchema) },
      async handle(context) {
        const list = openNotices(context.db, context.caller.workspaceId)
        const rows = async (limit: number, offset: number) => (await list.rows(limit, offset)).map(present)
        return numberedPage(context.request, context.rawQuery, { count: list.count, rows }, pages)
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/dismiss`,
      summary: 'Dismiss a notice for everybody in the workspace',
      tag,
      access,
      responses: { 200: noticeSchema },
      async handle(context) {
        const { caller, services } = context
        const row = await dismissNotice(context.db, {
          workspaceId: caller.workspaceId,
          id: context.id('Not found.'),
          userId: caller.userId,
          now: services.clock.now(),
        })
        if (!row) throw notFound('Not found.')
        return present(row)
      },
    }),
  ]
}
