import { invalidField } from '../../kernel/errors.ts'
import type { Fields } from '../../kernel/http/fields.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import type { Throttle } from '../../kernel/http/throttle.ts'
import type { Services } from '../../kernel/services.ts'
import {
  googleFields,
  loginFields,
  logoutFields,
  ownerFields,
  refreshFields,
  registerFields,
  salesLoginFields,
} from './fields.ts'
import { createGoogleVerifier, logInWithGoogle } from './google.ts'
import { logIn, logInToSales } from './log-in.ts'
import { logOut } from './log-out.ts'
import { presentUser } from './present.ts'
import {
  clearRefreshCookie,
  findRefreshCookie,
  readRefreshCookie,
  setRefreshCookie,
} from './refresh-cookie.ts'
import { refreshSession } from './refresh-session.ts'
import { type Origin, register, registerOwner, type SignedIn } from './register.ts'
import { messageSchema, refreshedSchema, salesLoginSchema, signedInSchema } from './schemas.ts'
import { refreshSeconds, type TokenPair } from './sessions.ts'

export const tag = 'Authentication'
const anybody = { kind: 'public' } as const

/** Guessing and mailing cost us more than other calls (marketplace contract 12). */
export const authThrottle: Throttle = { name: 'auth', perMinute: 30, by: 'address' }

/** Marketplace contract 4: registration, log-in, log-out, refresh. */
export function authRoutes(services: Services): RouteSpec[] {
  const verifyGoogle = createGoogleVerifier(services)
  return [
    route({
      method: 'POST',
      path: '/api/v1/auth/register',
      summary: 'Create an account with a workspace of its own',
      description: 'Also takes `workspace_name`, `timezone`, `currency` and `locale` of the new workspace.',
      tag,
      access: anybody,
      throttle: authThrottle,
      body: registerFields,
      status: 201,
      responses: { 201: signedInSchema },
      async handle(context) {
        const { password_confirm, ...input } = context.input()
        refuseDifferent(input.password, password_confirm)
        const signedIn = await register(context.services, input, originOf(context))
        return presentSignedIn(context, signedIn, 'Welcome to Tradepost.')
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/owner',
      summary: 'Become the first administrator with the link that the server printed at its first start',
      tag,
      access: anybody,
      throttle: authThrottle,
      body: ownerFields,
      status: 201,
      responses: { 201: signedInSchema },
      async handle(context) {
        const { token, password_confirm, ...input } = context.input()
        refuseDifferent(input.password, password_confirm)
        const signedIn = await registerOwner(context.services, token, input, originOf(context))
        return presentSignedIn(context, signedIn, 'Welcome to Tradepost.')
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/login',
      summary: 'Log in with e-mail and password',
      tag,
      access: anybody,
      throttle: authThrottle,
      body: loginFields,
      responses: { 200: signedInSchema },
      async handle(context) {
        const { email, password } = context.input()
        return presentSignedIn(
          context,
          await logIn(context.services, email, password, originOf(context)),
          'Logged in.',
        )
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/google',
      summary: 'Log in or register with an access token (or ID token) of Google',
      description: '`language` and `timezone` are for an account that this creates.',
      tag,
      access: anybody,
      throttle: authThrottle,
      body: googleFields,
      responses: { 200: signedInSchema },
      async handle(context) {
        const { access_token, ...preferences } = context.input()
        const identity = await verifyGoogle(access_token)
        const signedIn = await logInWithGoogle(context.services, identity, preferences, originOf(context))
        return presentSignedIn(context, signedIn, 'Logged in.')
      },
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/refresh',
      summary: 'Exchange a refresh token for a new pair',
      description:
        'The token comes in the body, or in the cookie `tp_refresh` together with `X-Requested-With: XMLHttpRequest`; then the answer has no `refresh`.',
      tag,
      // Clients send their expired access token with every call, with this one too.
      access: { kind: 'public', ignoresToken: true },
      body: refreshFields,
      responses: { 200: refreshedSchema },
      handle: refresh,
    }),
    route({
      method: 'POST',
      path: '/api/v1/auth/logout',
      summary: "End the caller's session",
      tag,
      access: { kind: 'user' },
      body: logoutFields,
      responses: { 200: messageSchema },
      async handle(context) {
        const { services, caller, request, reply } = context
        const tokens = { refresh: context.input().refresh ?? null, cookie: findRefreshCookie(request) }
        await logOut(services, caller, tokens, originOf(context))
        clearRefreshCookie(reply)
        return { success: true, message: 'Logged out.' }
      },
    }),
  ]
}

/** Sales contract 2.1. */
export const salesAuthRoutes: RouteSpec[] = [
  route({
    method: 'POST',
    path: '/api/auth/login',
    summary: 'Log in with user name or e-mail; the token lives 7 days',
    tag,
    access: anybody,
    body: salesLoginFields,
    responses: { 200: salesLoginSchema },
    async handle(context) {
      const { username, password } = context.input()
      const { token, account } = await logInToSales(context.services, username, password, originOf(context))
      const role = account.role === 'owner' ? 'admin' : account.role
      return {
        token,
        user: { id: account.id, uuid: account.uuid, username: account.username, email: account.email, role },
      }
    },
  }),
]

/** From where a call comes. */
export function originOf({ request, requestId, ip }: Pick<Context, 'request' | 'requestId' | 'ip'>): Origin {
  return { device: { userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300), ip }, requestId }
}

/** Throws 400 when a repetition was sent and differs. */
export function refuseDifferent(
  password: string,
  confirmation: string | null | undefined,
  name = 'password_confirm',
): void {
  if (typeof confirmation === 'string' && confirmation !== password) {
    throw invalidField(name, 'The two passwords differ.')
  }
}

/** The answer of every way in; sets the cookie of our own web app as well. */
export function presentSignedIn<Q extends Fields, B extends Fields>(
  { services, reply }: Pick<Context<Q, B>, 'services' | 'reply'>,
  { user, tokens }: SignedIn,
  message: string,
) {
  setRefreshCookie(reply, tokens.refresh, refreshSeconds(services))
  return { success: true, message, data: { user: presentUser(services.config, user), tokens } }
}

async function refresh(context: Context<Fields, typeof refreshFields>): Promise<Partial<TokenPair>> {
  const { services, dialect, reply, request } = context
  const sent = context.input().refresh
  const token = sent ?? readRefreshCookie(request)
  if (token === null) throw invalidField('refresh', 'A refresh token is needed.')
  const tokens = await refreshSession(services, token, originOf(context))
  if (!tokens) throw dialect.invalidToken()
  setRefreshCookie(reply, tokens.refresh, refreshSeconds(services))
  return sent === undefined ? { access: tokens.access } : tokens
}
