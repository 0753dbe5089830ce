import type { FastifyRequest } from 'fastify'
import { notFound } from '../../../kernel/errors.ts'
import type { Input, PartialInput } from '../../../kernel/http/fields.ts'
import { numberedPage, numberedPageQuery, numberedPageSchema } from '../../../kernel/http/page-numbers.ts'
import { type Context, pathId, type RouteSpec, route } from '../../../kernel/http/route.ts'
import { access, tag } from '../account-routes.ts'
import { validated } from '../content.ts'
import type { Channels } from '../platforms.ts'
import { judgePlan } from './judge-plan.ts'
import { mediaAddresses } from './media-addresses.ts'
import { cancelPost, changePost, confirmTarget, type Plan, planPost, retryTarget } from './plan-post.ts'
import { presentPosts } from './present.ts'
import { findPost, type PostRow, postList } from './queries.ts'
import {
  checkedSchema,
  confirmFields,
  planFields,
  planListFields,
  plannedPostSchema,
  retryFields,
} from './schemas.ts'

const base = '/api/integrations/planned-posts'
const pages = { maxSize: 200 }

/** The path's id; `check` stands beside the ids and can only be posted to. */
function postId(context: Context): number {
  if (context.param('id') === 'check')
    throw context.dialect.methodNotAllowed!(['POST'], context.request.method)
  return context.id('Not found.')
}

/** Items of lists are named `targets.0.message`, as in what the platforms say against them. */
const reading = <T>(read: () => T): T => validated(read, (path) => path.replace(/\[(\d+)\]/g, '.$1'))

/** Posts for several accounts at once, now or at a time. */
export function plannedPostRoutes(channels: Channels): RouteSpec[] {
  const one = async (context: Context, row: PostRow) => (await presentPosts(context.db, [row]))[0]
  return [
    route({
      method: 'GET',
      path: base,
      summary: 'List planned posts by their time, latest first unless `order=asc`',
      description: 'Filters: `status`, `account`, and `scheduled_at` from `from` on until before `to`.',
      tag,
      access,
      query: { ...planListFields, ...numberedPageQuery(pages) },
      responses: { 200: numberedPageSchema(plannedPostSchema) },
      async handle(context) {
        const query = validated(() => context.query())
        const account = query.account ?? ''
        const filters = {
          status: query.status || null,
          account: /^\d+$/.test(account) ? (pathId(account) ?? 0) : null,
          from: query.from ?? null,
          to: query.to ?? null,
        }
        const list = postList(context.db, context.caller.workspaceId, filters, query.order ?? 'desc')
        const source = {
          count: list.count,
          rows: async (limit: number, offset: number) =>
            presentPosts(context.db, await list.rows(limit, offset)),
        }
        return numberedPage(context.request, context.rawQuery, source, pages)
      },
    }),
    route({
      method: 'POST',
      path: base,
      summary: 'Plan a post for one or several accounts; without a time it is published now',
      tag,
      access,
      body: planFields,
      idempotent: true,
      status: 201,
      responses: { 201: plannedPostSchema },
      async handle(context) {
        const plan = planOf(
          context,
          reading(() => context.input()),
        )
        return one(context, await planPost(context, channels, plan))
      },
    }),
    route({
      method: 'POST',
      path: `${base}/check`,
      summary: 'What each platform would say of a post, and what it would get; nothing is kept',
      tag,
      access,
      body: planFields,
      responses: { 200: checkedSchema },
      async handle(context) {
        const plan = planOf(
          context,
          reading(() => context.input()),
        )
        const judged = await judgePlan(context.db, channels, context.caller.workspaceId, plan, plan.targets)
        return {
          targets: judged.map(({ account, row, length, maxLength, problems, draft }) => ({
            account,
            platform: row?.platform ?? null,
            length,
            max_length: maxLength,
            errors: problems,
            preview: { message: draft.message, link: draft.link, media: draft.media },
          })),
        }
      },
    }),
    route({
      method: 'GET',
      path: `${base}/:id`,
      summary: 'Read a planned post and what became of it on each account',
      tag,
      access,
      responses: { 200: plannedPostSchema },
      async handle(context) {
        const row = await findPost(context.db, context.caller.workspaceId, postId(context))
        if (!row) throw notFound('Not found.')
        return one(context, row)
      },
    }),
    route({
      method: 'PATCH',
      path: `${base}/:id`,
      summary: 'Change a planned post of which nothing has begun; absent keys stay as they are',
      tag,
      access,
      body: planFields,
      responses: { 200: plannedPostSchema },
      async handle(context) {
        const read = () =>
          changesOf(
            context,
            reading(() => context.changes()),
          )
        return one(context, await changePost(context, channels, postId(context), read))
      },
    }),
    route({
      method: 'DELETE',
      path: `${base}/:id`,
      summary: 'Cancel a planned post on the accounts where it has not begun',
      tag,
      access,
      responses: { 200: plannedPostSchema },
      handle: async (context) => one(context, await cancelPost(context, postId(context))),
    }),
    route({
      method: 'POST',
      path: `${base}/:id/retry`,
      summary: 'Publish once more on an account where it failed',
      description:
        'Where nobody knows whether it was published, `confirm` says that a person has looked and it is not there.',
      tag,
      access,
      body: retryFields,
      responses: { 200: plannedPostSchema },
      async handle(context) {
        const read = () => {
          const { account, confirm = false } = validated(() => context.input())
          return { account, confirm }
        }
        return one(context, await retryTarget(context, postId(context), read))
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/confirm`,
      summary: 'Say that the post is there, on an account where nobody knows whether it was published',
      description: 'A person has looked. The target is `published` and no longer looked for.',
      tag,
      access,
      body: confirmFields,
      responses: { 200: plannedPostSchema },
      async handle(context) {
        const read = () => validated(() => context.input())
        return one(context, await confirmTarget(context, postId(context), read))
      },
    }),
  ]
}

type PlanInput = Input<typeof planFields>
type Asked = { services: Context['services']; request: FastifyRequest }

function planOf(asked: Asked, input: PlanInput): Plan {
  return {
    message: input.message ?? '',
    link: input.link ?? null,
    media: mediaAddresses(asked, input.media ?? []),
    scheduledAt: input.scheduled_at ?? null,
    targets: targetsOf(input.targets),
  }
}

function changesOf(asked: Asked, input: PartialInput<typeof planFields>): Partial<Plan> {
  const { message, link, media, scheduled_at, targets } = input
  return {
    ...(message === undefined ? {} : { message: message ?? '' }),
    ...(link === undefined ? {} : { link }),
    ...(media === undefined ? {} : { media: mediaAddresses(asked, media ?? []) }),
    ...(scheduled_at === undefined ? {} : { scheduledAt: scheduled_at }),
    ...(targets === undefined ? {} : { targets: targetsOf(targets) }),
  }
}

const targetsOf = (targets: PlanInput['targets']): Plan['targets'] =>
  targets.map(({ account, message, options }) => ({
    account,
    message: message ?? null,
    options: options ?? {},
  }))
