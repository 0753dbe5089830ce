import type { MessageTemplate, OutboundMessage, SentMessage } from './messages/model.ts'
import type { PlatformWebhook } from './webhooks/model.ts'

/**
 * What a platform is to the core (channels contract 7). The core owns state, locks, encryption, refresh, retry, redaction and
 * logs; an adapter is data, pure functions, and calls through the `Provider` that it is given.
 */
export interface Adapter {
  /** In paths and in `platform`; lower case. */
  id: string
  label: string
  icon: string
  env: AdapterEnv
  oauth: {
    /** S256, base64url. */
    pkce: boolean
    scopeSeparator: ',' | ' '
    /** Appended to the OAuth base. */
    authorizePath: string
    clientIdParam: string
    /** Changes the parameters of the authorize page in place, where the platform has ways of its own. */
    adjust?(params: URLSearchParams, settings: PlatformSettings): void
  }
  /** `refresh_token`: by one. `while_valid`: the access token itself is exchanged as long as it lives. */
  renewal: 'refresh_token' | 'while_valid' | 'never'
  /** How long before its end a token is renewed in the background. */
  refreshLeadSeconds: number
  /** Judges any answer, also one that came with 200. */
  classify(answer: ProviderAnswer, purpose: CallPurpose): Verdict
  /** What the platform says of a refusal, for people and logs; redacted by the core. */
  explain(answer: ProviderAnswer): { code: string | null; message: string | null; requestId: string | null }
  /** The limits as told in the headers; null: nothing told. */
  readRate?(headers: Headers): RateFacts | null
  exchange(provider: Provider, code: AuthorizationCode): Promise<TokenGrant>
  /** Absent with `renewal: 'never'`. */
  refresh?(
    provider: Provider,
    tokens: { accessToken: string; refreshToken: string | null },
  ): Promise<TokenGrant>
  /** Who consented. `before`: what the account was connected to last, and the number that it names. */
  identify(
    provider: Provider,
    grant: TokenGrant,
    before: { externalId: string | null; phoneNumber: string | null },
  ): Promise<Identity>
  /** Asks the platform to tell what happens on the account; with `webhook`, where that takes a call. */
  subscribe?(provider: Provider, access: AccountAccess): Promise<void>
  /** Waits for the last account of the person in the workspace, unless `revokesOwnTokensOnly`. */
  revoke?(provider: Provider, access: AccountAccess & { refreshToken: string | null }): Promise<void>
  /** `revoke` ends what came of this account's consent. Else it may end all that the person has allowed the app. */
  revokesOwnTokensOnly?: true
  /** Asks the platform whether the token lives; throws a `ProviderError` of kind `auth` for a dead one too. */
  check(provider: Provider, accessToken: string): Promise<{ valid: boolean; expiresAt: Date | null }>
  /** The account stands for one of the pages in `metadata.pages`, and people choose which. */
  choosesPage?: true
  /** What a post may be; with `publish`. */
  publishing?: PublishRules
  // What is missing here is `not_supported`; what is here is announced as a capability.
  listPosts?(provider: Provider, access: AccountAccess, page: PageAsked): Promise<ContentPage<PostRow>>
  /** Called once: a post may exist although the answer was lost. */
  publish?(provider: Provider, access: AccountAccess, draft: Draft): Promise<Published>
  /** What may be decided for the next post of this account; with `publishing.options`. */
  publishOptions?(provider: Provider, access: AccountAccess): Promise<PublishOption[]>
  /** What became of a post that was `processing`; `publishId` is what `publish` gave as its id. */
  publishState?(provider: Provider, access: AccountAccess, publishId: string): Promise<PublishState>
  listComments?(
    provider: Provider,
    access: AccountAccess,
    asked: PageAsked & { postId: string },
  ): Promise<ContentPage<CommentRow>>
  reply?(
    provider: Provider,
    access: AccountAccess,
    reply: { commentId: string; message: string },
  ): Promise<{ id: string }>
  hide?(
    provider: Provider,
    access: AccountAccess,
    comment: { commentId: string; hidden: boolean },
  ): Promise<void>
  insights?(provider: Provider, access: AccountAccess): Promise<Metrics>
  /** What a synchronisation brings up to date beside posts, templates and figures. */
  profile?(provider: Provider, access: AccountAccess): Promise<Profile>
  /** Called once: a message may have been sent although the answer was lost. */
  sendMessage?(provider: Provider, access: AccountAccess, message: OutboundMessage): Promise<SentMessage>
  listTemplates?(provider: Provider, access: AccountAccess): Promise<MessageTemplate[]>
  /** What the platform tells by itself. */
  webhook?: PlatformWebhook
}

export interface Profile {
  externalName: string | null
  /** Public facts in place of those that the account has under the same names. */
  metadata: Record<string, unknown>
  /** How many there are of what, for people. */
  counts: Record<string, number>
}

export const metricNames = ['followers', 'following', 'posts', 'likes', 'views', 'engagements'] as const
/** Null: the platform does not tell. */
export type Metrics = Record<(typeof metricNames)[number], number | null>

export interface PublishRules {
  /** Of `message` in code points, unless `weigh` is there. */
  maxLength: number
  /** How much of `maxLength` a post takes, where that is not the code points of its message. */
  weigh?(draft: Pick<Draft, 'message' | 'link'>): number
  /** Whether a post may be without media. */
  textOnly: boolean
  /** Whether media can do without a message. */
  mediaOnly?: true
  media: readonly MediaType[]
  maxMedia: number
  /** Whether a post may lead to a page of the web. */
  link: boolean
  /** What `Draft.options` may have; which values a choice has is told by `publishOptions`. */
  options?: Readonly<Record<string, PublishOption['type']>>
}

/** What a person decides for a single post beside what it says. */
export interface PublishOption {
  name: string
  required: boolean
  type: 'choice' | 'boolean'
  /** Of a choice; else empty. */
  choices: string[]
  default: string | boolean | null
}

export interface PublishState {
  state: 'processing' | 'published' | 'failed'
  /** Of the post; absent while there is none, and where the platform keeps it to itself. */
  id?: string
  permalink?: string | null
  /** Of `failed`, in the platform's words. */
  reason?: string
}

export const mediaTypes = ['image', 'video'] as const
type MediaType = (typeof mediaTypes)[number]

interface PageAsked {
  limit: number
  /** A cursor of the page before. */
  after: string | null
}

export interface ContentPage<T> {
  rows: T[]
  /** Null: there is no further page. */
  after: string | null
}

/** Whatever the platform returned besides may be in it as well; no token, and no address with one. */
export interface PostRow {
  id: string
  message: string
  /** ISO 8601 UTC. */
  created_time: string | null
  permalink_url: string | null
  media_url: string | null
  metrics: { likes: number | null; comments: number | null; shares: number | null; views: number | null }
}

export interface CommentRow {
  id: string
  message: string
  created_time: string | null
  from: { id: string; name: string | null } | null
  is_hidden: boolean
  parent_id: string | null
}

export interface Draft {
  message: string
  link: string | null
  media: { type: MediaType; url: string }[]
  /** By the names of `PublishRules.options`. */
  options: Record<string, string | boolean>
}

export interface Published {
  id: string
  status: 'published' | 'processing'
  /** Null: not known (yet). */
  permalink_url: string | null
}

export interface AdapterEnv {
  /** Of `<P>_CLIENT_ID`, `<P>_CLIENT_SECRET`, `<P>_OAUTH_URL`, `<P>_SCOPES`. */
  prefix: string
  /** The prefix whose client and OAuth base count where those of `prefix` are not set. */
  fallbackPrefix?: string
  oauthUrl: string
  /** The variable of the API's base and its default. */
  api: { variable: string; url: string }
  scopes: readonly string[]
  /** Variables of this platform alone. */
  extra?: readonly string[]
}

/** The environment of one platform, read and checked. Bases have no final slash. */
export interface PlatformSettings {
  clientId: string
  clientSecret: string
  oauthUrl: string
  apiUrl: string
  scopes: string[]
  extra: Record<string, string | null>
}

/** `token`: a call to the token endpoint. */
export type CallPurpose = 'api' | 'token'

export interface ProviderCall {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absolute; made from a base of the settings. */
  url: string
  query?: Record<string, string>
  headers?: Record<string, string>
  form?: Record<string, string>
  json?: object
  /** Sent as `Authorization: Bearer`. */
  bearer?: string
  /** `api` unless told. Calls to token endpoints are never repeated: codes and refresh tokens count once. */
  purpose?: CallPurpose
  /** A POST that changes nothing that anybody sees, so that it may be repeated like a GET. */
  isRead?: true
  /** Tried once, and given up after so long: of what can be done without. */
  patienceMs?: number
}

export interface Provider {
  settings: PlatformSettings
  /** Answers what the adapter classifies as `ok`, after the retries that are safe; throws `ProviderError` for everything else. */
  call(call: ProviderCall): Promise<ProviderAnswer>
}

export interface ProviderAnswer {
  status: number
  headers: Headers
  /** Parsed JSON; null for an empty body, undefined when it is no JSON. */
  body: unknown
}

export type Verdict =
  | { kind: 'ok' }
  /** The token is dead, or the grant is. */
  | { kind: 'auth' }
  | { kind: 'scope' }
  /** `until`: milliseconds since 1970, where the platform tells an instant instead of a span. */
  | { kind: 'rate'; waitMs?: number | null; until?: number | null }
  | { kind: 'rejected' }
  | { kind: 'transient' }

export interface RateFacts {
  limit: number | null
  remaining: number | null
  reset_at: string | null
  usage: unknown
}

export interface AuthorizationCode {
  code: string
  redirectUri: string
  verifier: string | null
}

export interface TokenGrant {
  accessToken: string
  tokenType: string
  /** Null: the platform names no end. */
  expiresInSeconds: number | null
  /** Null: none came; a stored one then stays. */
  refreshToken: string | null
  refreshExpiresInSeconds: number | null
  /** As granted; null: not told. */
  scopes: string[] | null
}

export interface Identity {
  externalId: string
  externalName: string | null
  userInfo: { id: string; name: string | null }
  /** Where they are known only now; else those of the grant count. */
  scopes: string[] | null
  /** Public facts beside `user_info` and `token_type`. */
  metadata: Record<string, unknown>
  /** Tokens of what belongs to the account, by their ids; kept apart and sealed. */
  pageTokens: Record<string, string>
}

/** An account with what its calls need. */
export interface AccountAccess {
  accessToken: string
  /** Of what `externalId` names, where that has one of its own. */
  pageToken: string | null
  externalId: string | null
  metadata: Record<string, unknown>
}
