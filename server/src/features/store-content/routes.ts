import type { Access } from '../../kernel/auth/caller.ts'
import { notFound } from '../../kernel/errors.ts'
import { readBody } from '../../kernel/http/body.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../kernel/http/page-numbers.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { uuidParam } from '../../kernel/http/uuid.ts'
import { storeAccess } from '../integration-tokens/index.ts'
import { eventResponses } from '../store-events/index.ts'
import { findPage, type PageRow, pageList, readPageStatistics } from './queries.ts'
import { receiveContent } from './receive-content.ts'
import { contentEventFields, pageFilterFields, pageSchema, pageStatisticsSchema } from './schemas.ts'

const tag = 'Store pages'
const access: Access = { kind: 'user', permission: 'integrations:manage', peopleOnly: true }
const paths = (rest: string) => ({
  path: `/api/v1/integrations/wordpress-content${rest}`,
  aliases: [`/api/integrations/wordpress-content${rest}`],
})
const webhookLimit = 2 * 1024 * 1024

const typeNames = { page: 'Page', post: 'Post', custom: 'Custom' }
const presentPage = (row: PageRow) => ({ ...row, content_type_display: typeNames[row.content_type] })

export const webhookPaths = paths('/webhook')

/** Pages and posts of WordPress sites (storefronts contract 5.7). */
export const contentRoutes: RouteSpec[] = [
  route({
    method: 'POST',
    ...webhookPaths,
    summary: 'Receive a page or post of a site',
    description:
      'Each `event_id` is processed once. Drafts and deleted pages are kept, and kept from answers.',
    tag,
    access: storeAccess,
    body: contentEventFields,
    bodyLimit: webhookLimit,
    responses: eventResponses,
    async handle({ request, reply, services, dialect, ip }) {
      const { code, body } = await receiveContent(services, request, readBody(request, dialect), ip)
      reply.code(code)
      return reply.send(body)
    },
  }),
  route({
    method: 'GET',
    ...paths(''),
    summary: 'List the pages and posts of sites, newest first',
    tag,
    access,
    query: { ...pageFilterFields, ...numberedPageQuery() },
    responses: { 200: numberedPageSchema(pageSchema) },
    async handle(context) {
      const list = pageList(context.db, context.caller.workspaceId, context.query())
      return numberedPage(context.request, context.rawQuery, {
        count: list.count,
        rows: async (limit, offset) => (await list.rows(limit, offset)).map(presentPage),
      })
    },
  }),
  route({
    method: 'GET',
    ...paths('/stats'),
    summary: 'Count the pages and posts of sites',
    description: '`synced_today`: by the time zone of the workspace.',
    tag,
    access,
    query: pageFilterFields,
    responses: { 200: pageStatisticsSchema },
    handle: ({ db, caller, services, query }) =>
      readPageStatistics(db, caller.workspaceId, query(), {
        now: services.clock.now(),
        timeZone: caller.timeZone,
      }),
  }),
  route({
    method: 'GET',
    ...paths('/:id'),
    summary: 'Read a page or post of a site',
    tag,
    access,
    responses: { 200: pageSchema },
    async handle(context) {
      const row = await findPage(context.db, context.caller.workspaceId, uuidParam(context))
      if (!row) throw notFound('Not found.')
      return presentPage(row)
    },
  }),
]
