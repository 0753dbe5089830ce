import type {
  AccountAccess,
  Adapter,
  CallPurpose,
  ContentPage,
  Draft,
  Metrics,
  PostRow,
  Provider,
  ProviderAnswer,
  Published,
  PublishOption,
  PublishState,
  TokenGrant,
  Verdict,
} from '../adapter.ts'
import { ProviderError } from '../provider-error.ts'
import { tiktokWebhook } from './tiktok-webhook.ts'
import { count, demandText, instant, invalidInput, members, rows, text, tokenGrant } from './values.ts'

const platform = 'tiktok'
/** Of one page of videos. */
const mostVideos = 20
/** A photo post's title; what is longer becomes its description. In UTF-16 units. */
const longestPhotoTitle = 90
/** What an app may use before TikTok has audited it. */
const private_ = 'SELF_ONLY'

/** Videos and photos of a TikTok profile (channels contract 4 and 5). There is no public API for comments. */
export const tiktok: Adapter = {
  id: platform,
  label: 'TikTok',
  icon: 'brand-tiktok',
  env: {
    prefix: 'TIKTOK',
    oauthUrl: 'https://www.tiktok.com',
    api: { variable: 'TIKTOK_API_URL', url: 'https://open.tiktokapis.com' },
    scopes: ['user.info.basic', 'video.upload', 'video.publish', 'video.list', 'user.info.stats'],
  },
  oauth: {
    pkce: true,
    scopeSeparator: ',',
    authorizePath: '/v2/auth/authorize/',
    clientIdParam: 'client_key',
  },
  renewal: 'refresh_token',
  refreshLeadSeconds: 2 * 3600,
  classify,
  webhook: tiktokWebhook,
  explain({ body }) {
    const { error, error_description, log_id } = members(body)
    if (typeof error === 'string')
      return { code: text(error), message: text(error_description), requestId: text(log_id) }
    const told = members(error)
    return { code: text(told.code), message: text(told.message), requestId: text(told.log_id) }
  },
  exchange: (provider, { code, redirectUri, verifier }) =>
    requestToken(provider, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier ?? '',
    }),
  refresh: (provider, { refreshToken }) =>
    requestToken(provider, { grant_type: 'refresh_token', refresh_token: refreshToken ?? '' }),
  async identify(provider, { accessToken }) {
    const user = await userInfo(provider, accessToken, 'open_id,union_id,avatar_url,display_name')
    const id = demandText(platform, user.open_id)
    const name = text(user.display_name)
    return {
      externalId: id,
      externalName: name,
      userInfo: { id, name },
      scopes: null,
      metadata: {},
      pageTokens: {},
    }
  },
  async revoke(provider, { accessToken }) {
    await tokenCall(provider, '/v2/oauth/revoke/', { token: accessToken })
  },
  async check(provider, accessToken) {
    await userInfo(provider, accessToken, 'open_id')
    return { valid: true, expiresAt: null }
  },
  publishing: {
    maxLength: 2200,
    textOnly: false,
    mediaOnly: true,
    media: ['image', 'video'],
    maxMedia: 35,
    link: false,
    options: {
      privacy_level: 'choice',
      disable_comment: 'boolean',
      disable_duet: 'boolean',
      disable_stitch: 'boolean',
    },
  },
  listPosts,
  publish,
  publishOptions,
  publishState,
  insights,
}

/** By the error's word: the status says little, token errors come with 200 at times. */
function classify({ status, body }: ProviderAnswer, purpose: CallPurpose): Verdict {
  const { error } = members(body)
  const code = text(error) ?? text(members(error).code)
  if (status < 300 && (code === null || code === 'ok')) return { kind: 'ok' }
  if (code === 'rate_limit_exceeded' || status === 429) return { kind: 'rate' }
  if (code === 'internal_error' || status >= 500) return { kind: 'transient' }
  // A wrong client secret is 401 at the token endpoint: the grant is not dead.
  if (purpose === 'token') return { kind: code === 'invalid_grant' ? 'auth' : 'rejected' }
  if (code === 'scope_not_authorized' || code === 'scope_permission_missed') return { kind: 'scope' }
  return { kind: code === 'access_token_invalid' || status === 401 ? 'auth' : 'rejected' }
}

async function requestToken(provider: Provider, grant: Record<string, string>): Promise<TokenGrant> {
  return tokenGrant(platform, (await tokenCall(provider, '/v2/oauth/token/', grant)).body)
}

function tokenCall(provider: Provider, path: string, form: Record<string, string>): Promise<ProviderAnswer> {
  const { clientId, clientSecret, apiUrl } = provider.settings
  return provider.call({
    method: 'POST',
    url: apiUrl + path,
    form: { client_key: clientId, client_secret: clientSecret, ...form },
    purpose: 'token',
  })
}

async function userInfo(provider: Provider, accessToken: string, fields: string) {
  const url = `${provider.settings.apiUrl}/v2/user/info/`
  const { body } = await provider.call({ method: 'GET', url, query: { fields }, bearer: accessToken })
  return members(members(members(body).data).user)
}

/** Everything else is a POST, reading included. Answers `data`. */
async function post(
  provider: Provider,
  accessToken: string,
  path: string,
  json: object,
  more: { query?: Record<string, string>; isRead?: true } = {},
) {
  const url = provider.settings.apiUrl + path
  const { body } = await provider.call({ method: 'POST', url, json, bearer: accessToken, ...more })
  return members(members(body).data)
}

const videoFields =
  'id,title,video_description,create_time,share_url,cover_image_url,like_count,comment_count,share_count,view_count'

async function listPosts(
  provider: Provider,
  { accessToken }: AccountAccess,
  { limit, after }: { limit: number; after: string | null },
): Promise<ContentPage<PostRow>> {
  if (after !== null && !/^\d{1,15}$/.test(after)) throw invalidInput('after', 'Enter a valid cursor.')
  const asked = {
    max_count: Math.min(limit, mostVideos),
    ...(after === null ? {} : { cursor: Number(after) }),
  }
  const more = { query: { fields: videoFields }, isRead: true } as const
  const { videos, cursor, has_more } = await post(provider, accessToken, '/v2/video/list/', asked, more)
  const next = has_more === true && Number.isSafeInteger(cursor) ? String(cursor) : null
  return { rows: rows(videos).map(postOf), after: next }
}

function postOf(video: Record<string, unknown>): PostRow {
  const seconds = count(video.create_time)
  return {
    id: demandText(platform, video.id),
    message: text(video.video_description) ?? text(video.title) ?? '',
    created_time: seconds === null ? null : instant(seconds * 1000),
    permalink_url: text(video.share_url),
    media_url: text(video.cover_image_url),
    metrics: {
      likes: count(video.like_count),
      comments: count(video.comment_count),
      shares: count(video.share_count),
      views: count(video.view_count),
    },
  }
}

/** What this creator may choose now; TikTok wants it asked before every post. */
async function creatorInfo(provider: Provider, accessToken: string) {
  const path = '/v2/post/publish/creator_info/query/'
  const info = await post(provider, accessToken, path, {}, { isRead: true })
  const { privacy_level_options: levels } = info
  return {
    levels: Array.isArray(levels) ? levels.filter((level) => typeof level === 'string') : [],
    disabled: {
      disable_comment: info.comment_disabled === true,
      disable_duet: info.duet_disabled === true,
      disable_stitch: info.stitch_disabled === true,
    },
  }
}

async function publishOptions(provider: Provider, { accessToken }: AccountAccess): Promise<PublishOption[]> {
  const { levels, disabled } = await creatorInfo(provider, accessToken)
  const privacy: PublishOption = {
    name: 'privacy_level',
    required: true,
    type: 'choice',
    choices: levels,
    default: levels.includes(private_) ? private_ : null,
  }
  const switches = Object.entries(disabled).map(
    ([name, isOff]): PublishOption => ({
      name,
      required: false,
      type: 'boolean',
      choices: [],
      default: isOff,
    }),
  )
  return [privacy, ...switches]
}

/** Photos or one video, which TikTok fetches from their addresses and works on for a while. */
async function publish(provider: Provider, { accessToken }: AccountAccess, draft: Draft): Promise<Published> {
  const { levels, disabled } = await creatorInfo(provider, accessToken)
  const { privacy_level = private_ } = draft.options
  if (!levels.includes(String(privacy_level)))
    throw invalidInput('options.privacy_level', `"${privacy_level}" is not a valid choice.`)
  // What the creator has switched off for all posts stays off.
  const isOff = (name: keyof typeof disabled) => disabled[name] || draft.options[name] === true
  const shown = { privacy_level, disable_comment: isOff('disable_comment') }
  const [first] = draft.media
  const { publish_id } =
    first?.type === 'video'
      ? await post(provider, accessToken, '/v2/post/publish/video/init/', {
          post_info: {
            ...(draft.message ? { title: draft.message } : {}),
            ...shown,
            disable_duet: isOff('disable_duet'),
            disable_stitch: isOff('disable_stitch'),
          },
          source_info: { source: 'PULL_FROM_URL', video_url: first.url },
        })
      : await post(provider, accessToken, '/v2/post/publish/content/init/', {
          media_type: 'PHOTO',
          post_mode: 'DIRECT_POST',
          post_info: { ...photoText(draft.message), ...shown },
          source_info: {
            source: 'PULL_FROM_URL',
            photo_images: draft.media.map(({ url }) => url),
            photo_cover_index: 0,
          },
        })
  return { id: demandText(platform, publish_id), status: 'processing', permalink_url: null }
}

function photoText(message: string) {
  if (message === '') return {}
  return message.length <= longestPhotoTitle ? { title: message } : { description: message }
}

/** The id of a post comes when it is public; of private ones TikTok tells none. */
async function publishState(
  provider: Provider,
  access: AccountAccess,
  publishId: string,
): Promise<PublishState> {
  const asked = { publish_id: publishId }
  const path = '/v2/post/publish/status/fetch/'
  const answer = await post(provider, access.accessToken, path, asked, { isRead: true })
  if (answer.status === 'FAILED') return { state: 'failed', reason: text(answer.fail_reason) ?? 'unknown' }
  if (answer.status !== 'PUBLISH_COMPLETE') return { state: 'processing' }
  // The platform spells it so.
  const ids = answer.publicaly_available_post_id
  const [id] = Array.isArray(ids) ? ids : []
  if (id === undefined) return { state: 'published', permalink: null }
  const postId = String(id)
  return { state: 'published', id: postId, permalink: await addressOf(provider, access, postId) }
}

/** The post stands: that its address cannot be read changes nothing. */
async function addressOf(provider: Provider, access: AccountAccess, id: string): Promise<string | null> {
  try {
    const newest = await listPosts(provider, access, { limit: mostVideos, after: null })
    return newest.rows.find((row) => row.id === id)?.permalink_url ?? null
  } catch (error) {
    if (error instanceof ProviderError) return null
    throw error
  }
}

async function insights(provider: Provider, { accessToken }: AccountAccess): Promise<Metrics> {
  const fields = 'follower_count,following_count,likes_count,video_count'
  const user = await userInfo(provider, accessToken, fields)
  return {
    followers: count(user.follower_count),
    following: count(user.following_count),
    posts: count(user.video_count),
    likes: count(user.likes_count),
    views: null,
    engagements: null,
  }
}
