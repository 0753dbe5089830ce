import type { Input } from '../../kernel/http/fields.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { withAccess } from './account-access.ts'
import { access, base, ownAccount, tag } from './account-routes.ts'
import type { Draft } from './adapter.ts'
import { demandAbility, demandPublishable, fetched, noted, presentPage, validated } from './content.ts'
import type { Channels } from './platforms.ts'
import { mediaAddresses } from './publishing/media-addresses.ts'
import { publishNow } from './publishing/publish-now.ts'
import {
  commentListFields,
  commentsSchema,
  cursorFields,
  hiddenSchema,
  hideFields,
  insightsSchema,
  postsSchema,
  publishedSchema,
  publishFields,
  publishOptionsSchema,
  replyFields,
  replySchema,
} from './schemas.ts'

const insightsSeconds = 90

const given = (context: Pick<Context, 'rawQuery'>, names: string[]) =>
  Object.fromEntries(
    names.flatMap((name) => (context.rawQuery[name] ? [[name, context.rawQuery[name]]] : [])),
  )

/** What was left out is empty. */
function draftOf(
  context: Pick<Context, 'services' | 'request'>,
  { message, link, media, options }: Input<typeof publishFields>,
): Draft {
  const addresses = mediaAddresses(context, media ?? [])
  return { message: message ?? '', link: link ?? null, media: addresses, options: options ?? {} }
}

/** What is on the platforms: posts, comments and figures (channels contract 3, rows 13 to 18, and 5.1 to 5.4). */
export function contentRoutes(channels: Channels): RouteSpec[] {
  return [
    route({
      method: 'GET',
      path: `${base}/:id/posts`,
      summary: 'List the posts of an account, newest first, as its platform tells them now',
      tag,
      access,
      query: cursorFields,
      responses: { 200: postsSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { run } = demandAbility(channels, account, 'listPosts')
        const { limit, after } = validated(() => context.query())
        const asked = { limit, after: after || null }
        const page = await fetched(channels, account, 'Posts', () =>
          withAccess(channels, account, (provider, open) => run(provider, open, asked)),
        )
        return presentPage(page, `${base}/${account.id}/posts/`, given(context, ['limit']))
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/publish_post`,
      summary: 'Publish a post now',
      description:
        'Never repeated by the server. After a 502 or 504 the post may exist: the log has a pending line, which ends once it is known.',
      tag,
      access,
      body: publishFields,
      responses: { 200: publishedSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { adapter } = demandAbility(channels, account, 'publish')
        const draft = validated(() => draftOf(context, context.input()))
        demandPublishable(adapter, draft)
        return publishNow(channels, account, draft)
      },
    }),
    route({
      method: 'GET',
      path: `${base}/:id/publish_options`,
      summary: 'What the platform lets people decide for the next post of an account',
      tag,
      access,
      responses: { 200: publishOptionsSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { adapter } = demandAbility(channels, account, 'publish')
        const { publishOptions } = adapter
        if (!publishOptions) return { options: [] }
        return { options: await withAccess(channels, account, publishOptions) }
      },
    }),
    route({
      method: 'GET',
      path: `${base}/:id/comments`,
      summary: 'List the comments under a post',
      tag,
      access,
      query: commentListFields,
      responses: { 200: commentsSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { run } = demandAbility(channels, account, 'listComments')
        const { post_id: postId, limit, after } = validated(() => context.query())
        const asked = { postId, limit, after: after || null }
        const page = await fetched(channels, account, 'Comments', () =>
          withAccess(channels, account, (provider, open) => run(provider, open, asked)),
        )
        return presentPage(page, `${base}/${account.id}/comments/`, given(context, ['post_id', 'limit']))
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/reply_comment`,
      summary: 'Answer a comment',
      tag,
      access,
      body: replyFields,
      responses: { 200: replySchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { run } = demandAbility(channels, account, 'reply')
        const { comment_id: commentId, message } = validated(() => context.input())
        return noted(channels, account, 'comment', 'Comment answered', () =>
          withAccess(channels, account, (provider, open) => run(provider, open, { commentId, message })),
        )
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/hide_comment`,
      summary: 'Hide a comment, or show it again',
      tag,
      access,
      body: hideFields,
      responses: { 200: hiddenSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { run } = demandAbility(channels, account, 'hide')
        const { comment_id: commentId, hidden } = validated(() => context.input())
        return noted(channels, account, 'comment', hidden ? 'Comment hidden' : 'Comment shown', async () => {
          await withAccess(channels, account, (provider, open) => run(provider, open, { commentId, hidden }))
          return { success: true, hidden }
        })
      },
    }),
    route({
      method: 'GET',
      path: `${base}/:id/insights`,
      summary: 'The figures of an account as its platform tells them, at most 90 seconds old',
      tag,
      access,
      responses: { 200: insightsSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { run } = demandAbility(channels, account, 'insights')
        const { cache, clock } = context.services
        // A new connection and another page have other figures.
        const key = `channel insights ${account.id} ${account.token_version} ${account.external_account_id}`
        const known = await cache.get<object>(key)
        if (known) return known
        const metrics = await fetched(channels, account, 'Figures', () =>
          withAccess(channels, account, (provider, open) => run(provider, open)),
        )
        const { id, platform } = account
        const insights = { account: id, platform, fetched_at: clock.now().toISOString(), metrics }
        await cache.set(key, insights, insightsSeconds)
        return insights
      },
    }),
  ]
}
