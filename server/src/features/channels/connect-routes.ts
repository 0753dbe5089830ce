import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Config } from '../../config.ts'
import { Refusal } from '../../kernel/errors.ts'
import { requestedUrl } from '../../kernel/http/page-numbers.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { withAccess } from './account-access.ts'
import { access, base, ownAccount, tag } from './account-routes.ts'
import { checkConnection } from './check-connection.ts'
import { beginConnection } from './connect-account.ts'
import { validated } from './content.ts'
import { disconnectAccount } from './end-account.ts'
import { type ConnectOutcome, failureText, finishConnection } from './finish-connection.ts'
import type { Channels } from './platforms.ts'
import { presentAccount } from './present.ts'
import { actionRefusal } from './provider-error.ts'
import type { AccountRow } from './queries.ts'
import { demandConnected } from './renew-token.ts'
import {
  accountSchema,
  connectionCheckSchema,
  connectionSchema,
  messageSchema,
  pageFields,
} from './schemas.ts'
import { selectPage } from './select-page.ts'
import { isLoopback } from './settings.ts'

const cookieName = 'oauth_flow'
/** Ours among others: a browser may have its mark from another release or a proxy, and only the hash of it is kept. */
const cookieForm = /^[A-Za-z0-9._~-]{16,128}$/

/** Where this server is reached: as configured, else as the caller reached it. */
export const apiBaseOf = (config: Pick<Config, 'apiBaseUrl'>, request: FastifyRequest) =>
  config.apiBaseUrl ?? requestedUrl(request).origin

/** The same as far as platforms may be told it; null: in production a request's word for it counts on this machine alone. */
function returnBaseOf(config: Pick<Config, 'apiBaseUrl' | 'production'>, request: FastifyRequest) {
  const base = apiBaseOf(config, request)
  return config.apiBaseUrl || !config.production || isLoopback(new URL(base).hostname) ? base : null
}

const frontendOf = (config: Pick<Config, 'apiBaseUrl' | 'frontendUrl'>, request: FastifyRequest) =>
  config.frontendUrl ?? apiBaseOf(config, request)

/** The browser's own mark, kept when it has one: several connections of one browser run side by side (channels contract 3.1). */
function markBrowser({ request, reply, services }: Context): string {
  const sent = request.cookies[cookieName] ?? ''
  const cookie = cookieForm.test(sent) ? sent : services.random.bytes(32).toString('base64url')
  reply.setCookie(cookieName, cookie, {
    path: '/api/integrations/',
    httpOnly: true,
    sameSite: 'lax',
    secure: apiBaseOf(services.config, request).startsWith('https:'),
    maxAge: services.config.channels.stateTtlSeconds,
  })
  return cookie
}

/** The browser's mark; null: it has none and needs none. Undefined: it has none and needs one (channels contract 3.2). */
function browserMark({ request, services }: Context): string | null | undefined {
  const sent = request.cookies[cookieName]
  if (sent) return sent
  const { config } = services
  const isOneOrigin =
    new URL(frontendOf(config, request)).origin === new URL(apiBaseOf(config, request)).origin
  const mode = config.channels.browserBinding
  return mode === 'always' || (mode === 'auto' && isOneOrigin) ? undefined : null
}

function resultUrl(frontend: string, platform: string, outcome: ConnectOutcome): string {
  const params = new URLSearchParams()
  if (!('error' in outcome)) {
    params.set('connected', 'true')
    params.set('account_id', String(outcome.accountId))
  } else {
    params.set('connected', 'false')
    params.set('error', outcome.error)
    params.set('platform', platform)
    if (outcome.accountId !== null) params.set('account_id', String(outcome.accountId))
    params.set('message', failureText(outcome.error))
  }
  return `${frontend}/integrations?${params}`
}

/** Lets the platform tell what happens on the page that was chosen; the choice stands when it does not. */
async function subscribe(channels: Channels, account: AccountRow): Promise<void> {
  const run = channels.platforms.get(account.platform)?.adapter.subscribe
  if (!run) return
  await withAccess(channels, account, (provider, open) => run(provider, open)).catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
  })
}

/** How accounts are connected and what becomes of the connection (channels contract 3.1 to 3.3 and 3.5). */
export function connectRoutes(channels: Channels): RouteSpec[] {
  return [
    route({
      method: 'POST',
      path: `${base}/:id/connect`,
      summary: 'Begin to connect an account, or to connect it again',
      tag,
      access,
      responses: { 200: connectionSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const apiBase = returnBaseOf(context.services.config, context.request)
        const cookie = markBrowser(context)
        return beginConnection(context, channels, account, { cookie, apiBase })
      },
    }),
    route({
      method: 'GET',
      path: `${base}/oauth/callback/:platform`,
      summary: 'Where a platform sends the browser after consent; leads on to the web app',
      tag,
      access: { kind: 'public', ignoresToken: true },
      noHead: true,
      responses: { 302: Type.Null() },
      async handle(context) {
        const platform = context.param('platform')
        if (!channels.platforms.has(platform)) throw context.dialect.unknownPath()
        const outcome = await finishConnection(channels, {
          platform,
          query: context.rawQuery,
          cookie: browserMark(context),
        })
        const { config } = context.services
        return context.reply
          .header('cache-control', 'no-store')
          .header('referrer-policy', 'no-referrer')
          .redirect(resultUrl(frontendOf(config, context.request), platform, outcome), 302)
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/disconnect`,
      summary: 'End the connection of an account; its tokens are erased',
      tag,
      access,
      responses: { 200: messageSchema },
      async handle(context) {
        await disconnectAccount(context, channels, await ownAccount(context))
        return { message: 'Account disconnected successfully' }
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/select_page`,
      summary: 'Choose the page that an account stands for',
      tag,
      access,
      body: pageFields,
      responses: { 200: accountSchema },
      async handle(context) {
        const account = await ownAccount(context)
        const { platforms, services } = channels
        if (!platforms.get(account.platform)?.adapter.choosesPage) throw actionRefusal('not_supported')
        demandConnected(account)
        const { page_id } = validated(() => context.input())
        const selected = await selectPage(context, account, page_id)
        await subscribe(channels, selected)
        return presentAccount(selected, platforms, services.clock)
      },
    }),
    route({
      method: 'POST',
      path: `${base}/:id/test-connection`,
      summary: 'Ask the platform whether the connection of an account still works',
      tag,
      access,
      responses: { 200: connectionCheckSchema },
      handle: async (context) => checkConnection(channels, await ownAccount(context)),
    }),
  ]
}
