import { createHash, timingSafeEqual } from 'node:crypto'
import { Type } from 'typebox'
import { Refusal } from '../../../kernel/errors.ts'
import { parseJson } from '../../../kernel/http/body.ts'
import { type Context, type RouteSpec, route } from '../../../kernel/http/route.ts'
import { tag } from '../account-routes.ts'
import type { Adapter } from '../adapter.ts'
import { channelsDialect } from '../dialect.ts'
import type { Channels } from '../platforms.ts'
import { clientSecretOf } from '../settings.ts'
import { gathering } from './gathering.ts'
import { applyEntries, keyOf, partsOf, type StoredPart, storeParts } from './inbox.ts'
import type { PlatformWebhook } from './model.ts'

const oneMebibyte = 1024 * 1024
/** The platform gets its answer within 5 seconds: what takes longer goes on after it. */
const patienceMs = 1000
/** Few statements store many deliveries; few transactions deal with them, and leave connections to everybody else. */
const storing = { lanes: 2, most: 500 }
const applying = { lanes: 4, most: 25 }

const plain = ({ reply }: Context, status: number, text: string) =>
  reply.code(status).type('text/plain; charset=utf-8').send(text)

/** Where platforms tell what happens on accounts (channels contract 5.6). `after` keeps what goes on after the answer. */
export function webhookRoutes(channels: Channels, after: (work: Promise<unknown>) => void): RouteSpec[] {
  const inbox = openInbox(channels, after)
  return [...channels.platforms.values()].flatMap(({ adapter }) => {
    const { webhook } = adapter
    if (!webhook) return []
    const receiving = receive(channels, adapter, webhook, inbox)
    return webhook.verifyTokens.length > 0 ? [verify(channels, adapter, webhook), receiving] : [receiving]
  })
}

const pathOf = ({ id }: Adapter) => `/api/integrations/webhooks/${id}`

function verify({ services }: Channels, adapter: Adapter, { verifyTokens }: PlatformWebhook): RouteSpec {
  return route({
    method: 'GET',
    path: pathOf(adapter),
    summary: `By which ${adapter.label} makes sure of the address of the webhook`,
    tag,
    access: { kind: 'public', ignoresToken: true },
    throttle: 'none',
    responses: { 200: Type.String(), 403: Type.String() },
    async handle(context) {
      const {
        'hub.mode': mode,
        'hub.verify_token': told = '',
        'hub.challenge': challenge = '',
      } = context.rawQuery
      const expected = verifyTokens.map((name) => services.config.variable(name)).find(Boolean)
      const isRight = mode === 'subscribe' && Boolean(expected) && isSame(told, expected as string)
      return isRight ? plain(context, 200, challenge) : plain(context, 403, 'Forbidden')
    },
  })
}

function receive(channels: Channels, adapter: Adapter, webhook: PlatformWebhook, take: Inbox): RouteSpec {
  const { clock, config } = channels.services
  return route({
    method: 'POST',
    path: pathOf(adapter),
    summary: `Take what ${adapter.label} tells, signed with the secret of the client`,
    tag,
    access: { kind: 'public', ignoresToken: true },
    raw: true,
    bodyLimit: oneMebibyte,
    throttle: 'none',
    responses: { 200: Type.Object({ status: Type.Literal('ok') }), 400: Type.String(), 401: Type.String() },
    async handle(context) {
      const now = clock.now()
      const raw = context.request.rawBody ?? Buffer.alloc(0)
      const secret = clientSecretOf(adapter, config)
      if (!secret || !webhook.isSigned({ headers: context.request.headers, raw, now }, secret))
        return plain(context, 401, 'Unauthorized')
      const body = parsed(raw)
      if (body === undefined) return plain(context, 400, 'Bad Request')
      await take(partsOf(adapter.id, webhook.entries(body)))
      return { status: 'ok' }
    },
  })
}

/** Takes the parts of a delivery: stored when it returns, and dealt with unless that takes long. */
type Inbox = (parts: StoredPart[]) => Promise<void>

/** Many deliveries at once are stored by few statements, so that a burst of them waits neither for the disk nor for each other. */
function openInbox(channels: Channels, after: (work: Promise<unknown>) => void): Inbox {
  const { db, clock, log } = channels.services
  const store = gathering((all: StoredPart[][]) => storeParts(db, all.flat(), clock.now()), storing)
  const apply = gathering((all: number[][]) => applyEntries(channels, all.flat()), applying)
  return async (parts) => {
    if (parts.length === 0) return
    const stored = await store(parts)
    const ids = parts.flatMap((part) => stored.get(keyOf(part)) ?? [])
    if (ids.length === 0) return
    const work = apply(ids).catch((error: unknown) =>
      log.error({ err: error }, 'parts of webhooks wait for the next look'),
    )
    after(work)
    await Promise.race([work, patience()])
  }
}

function parsed(raw: Buffer): unknown {
  try {
    return parseJson(raw, channelsDialect)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

/** In a time that does not tell how much of it is right. */
function isSame(told: string, expected: string): boolean {
  const [one, other] = [told, expected].map((text) => createHash('sha256').update(text).digest())
  return timingSafeEqual(one as Buffer, other as Buffer)
}

const patience = () => new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref())
