import type { Answer, Call } from '../kit/http.ts'
import { asUser, tiktokError, tiktokOk } from './answers.ts'
import type { TikTok, TikTokUser, TikTokVideo } from './state.ts'

const fieldScopes: Record<string, string> = {
  open_id: 'user.info.basic',
  union_id: 'user.info.basic',
  avatar_url: 'user.info.basic',
  display_name: 'user.info.basic',
  username: 'user.info.profile',
  bio_description: 'user.info.profile',
  is_verified: 'user.info.profile',
  follower_count: 'user.info.stats',
  following_count: 'user.info.stats',
  likes_count: 'user.info.stats',
  video_count: 'user.info.stats',
}

/** `GET /v2/user/info/?fields=`: each field belongs to a scope. */
export function userInfo(tiktok: TikTok, call: Call): Answer {
  return asUser(tiktok, call, { scopes: Object.values(fieldScopes), perMinute: 600 }, (grant) => {
    const fields = (call.query.fields ?? '').split(',').filter(Boolean)
    if (fields.length === 0 || fields.some((name) => !fieldScopes[name]))
      return tiktokError('invalid_params', 'Fields is invalid.')
    if (fields.some((name) => !grant.scopes.includes(fieldScopes[name] ?? '')))
      return tiktokError(
        'scope_not_authorized',
        'The user did not authorize the scope required for completing this request.',
      )
    const user = userOf(tiktok, grant.user)
    const all: Record<string, unknown> = {
      ...user,
      avatar_url: `https://img.example.com/${user.open_id}.jpg`,
      bio_description: '',
      is_verified: false,
      video_count: user.videos.length,
    }
    return tiktokOk({ user: Object.fromEntries(fields.map((name) => [name, all[name]])) })
  })
}

const videoFields = [
  'id',
  'title',
  'video_description',
  'create_time',
  'share_url',
  'cover_image_url',
  'like_count',
  'comment_count',
  'share_count',
  'view_count',
  'duration',
  'embed_link',
]

/** `POST /v2/video/list/`: newest first, the cursor is a time in milliseconds. */
export function listVideos(tiktok: TikTok, call: Call): Answer {
  return asUser(tiktok, call, { scopes: ['video.list'], perMinute: 600 }, (grant) => {
    const fields = (call.query.fields ?? '').split(',').filter(Boolean)
    if (fields.length === 0 || fields.some((name) => !videoFields.includes(name)))
      return tiktokError('invalid_params', 'Fields is invalid.')
    const { max_count = 10, cursor } = call.body
    if (!Number.isInteger(max_count) || max_count < 1 || max_count > 20)
      return tiktokError('invalid_params', 'max_count must be between 1 and 20.')
    if (cursor !== undefined && !Number.isInteger(cursor))
      return tiktokError('invalid_params', 'cursor must be an integer.')
    const older = userOf(tiktok, grant.user)
      .videos.toSorted((a, b) => b.create_time - a.create_time)
      .filter(({ create_time }) => cursor === undefined || create_time * 1000 < cursor)
    const shown = older.slice(0, max_count)
    const last = shown.at(-1)
    return tiktokOk({
      videos: shown.map((video) => Object.fromEntries(fields.map((name) => [name, videoField(video, name)]))),
      cursor: last ? last.create_time * 1000 : (cursor ?? 0),
      has_more: older.length > shown.length,
    })
  })
}

/** `POST /v2/post/publish/creator_info/query/`. */
export function creatorInfo(tiktok: TikTok, call: Call): Answer {
  return asUser(tiktok, call, { scopes: ['video.publish'], perMinute: 20 }, (grant) => {
    const user = userOf(tiktok, grant.user)
    return tiktokOk({
      creator_avatar_url: `https://img.example.com/${user.open_id}.jpg`,
      creator_username: user.username,
      creator_nickname: user.display_name,
      privacy_level_options: user.privacyOptions,
      comment_disabled: user.commentsOff,
      duet_disabled: false,
      stitch_disabled: false,
      max_video_post_duration_sec: 600,
    })
  })
}

/** `POST /v2/post/publish/video/init/`: posts to the profile; an address is fetched later. */
export function initVideo(tiktok: TikTok, call: Call): Answer {
  return asUser(tiktok, call, { scopes: ['video.publish'], perMinute: 6 }, (grant) => {
    const { post_info, source_info } = call.body
    if (!post_info || !source_info)
      return tiktokError('invalid_params', 'post_info or source_info is missing.')
    if (source_info.source === 'PULL_FROM_URL')
      return startPublish(tiktok, call, grant.user, 'v_pub_url', [source_info.video_url])
    return tiktokError('invalid_params', 'source_info.source is invalid.')
  })
}

/** `POST /v2/post/publish/content/init/`: up to 35 photos. */
export function initPhotos(tiktok: TikTok, call: Call): Answer {
  const scopes = [call.body.post_mode === 'MEDIA_UPLOAD' ? 'video.upload' : 'video.publish']
  return asUser(tiktok, call, { scopes, perMinute: 6 }, (grant) => {
    const { source_info, media_type, post_mode } = call.body
    const images = source_info?.photo_images
    if (media_type !== 'PHOTO' || !['DIRECT_POST', 'MEDIA_UPLOAD'].includes(post_mode))
      return tiktokError('invalid_params', 'media_type or post_mode is invalid.')
    if (
      source_info?.source !== 'PULL_FROM_URL' ||
      !Array.isArray(images) ||
      !images.length ||
      images.length > 35
    )
      return tiktokError('invalid_params', 'photo_images is invalid.')
    const cover = source_info.photo_cover_index
    if (!Number.isInteger(cover) || cover < 0 || cover >= images.length)
      return tiktokError('invalid_params', 'photo_cover_index is invalid.')
    return startPublish(tiktok, call, grant.user, 'p_pub_url', images)
  })
}

/** `POST /v2/post/publish/status/fetch/`. */
export function publishStatus(tiktok: TikTok, call: Call): Answer {
  return asUser(tiktok, call, { scopes: ['video.publish', 'video.upload'], perMinute: 30 }, (grant) => {
    const publish = tiktok.state.publishes.get(call.body.publish_id)
    if (publish?.user !== grant.user)
      return tiktokError('invalid_publish_id', 'The publish_id does not exist.')
    return tiktokOk({
      status: publish.status,
      ...(publish.failReason ? { fail_reason: publish.failReason } : {}),
      // The platform spells it so.
      publicaly_available_post_id: publish.postIds.map(wholeNumber),
      downloaded_bytes: 10000,
    })
  })
}

/** Ids of posts are numbers of 19 digits here, which JavaScript alone cannot hold. */
const wholeNumber = (id: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(id)

function startPublish(tiktok: TikTok, call: Call, user: string, kind: string, urls: unknown[]): Answer {
  const { state } = tiktok
  const level = call.body.post_info?.privacy_level
  if (call.body.post_mode !== 'MEDIA_UPLOAD') {
    if (!userOf(tiktok, user).privacyOptions.includes(level))
      return tiktokError(
        'privacy_level_option_mismatch',
        'privacy_level is not one of the privacy_level_options.',
      )
    if (!state.audited && level !== 'SELF_ONLY')
      return tiktokError(
        'unaudited_client_can_only_post_to_private_accounts',
        'Please review our integration guidelines at https://developers.tiktok.com/doc/content-sharing-guidelines/',
      )
  }
  for (const url of urls) {
    if (typeof url !== 'string' || !URL.canParse(url) || !url.startsWith('https://'))
      return tiktokError('invalid_params', 'The media URL is invalid.')
    if (state.verifiedHosts && !state.verifiedHosts.includes(new URL(url).hostname))
      return tiktokError('url_ownership_unverified', 'Please review our URL ownership verification rules.')
  }
  const id = `${kind}~v2.${tiktok.nextId()}`
  state.publishes.set(id, {
    user,
    status: 'PROCESSING_DOWNLOAD',
    failReason: null,
    postIds: [],
    sent: call.body,
  })
  return tiktokOk({ publish_id: id })
}

function userOf(tiktok: TikTok, openId: string): TikTokUser {
  const user = tiktok.state.users.find(({ open_id }) => open_id === openId)
  if (!user) throw new Error(`No user ${openId}`)
  return user
}

function videoField(video: TikTokVideo, name: string): unknown {
  if (name === 'video_description') return video.title
  if (name === 'share_url') return `https://www.tiktok.com/@shop/video/${video.id}`
  if (name === 'cover_image_url') return `https://img.example.com/${video.id}.jpg`
  if (name === 'embed_link') return `https://www.tiktok.com/embed/v2/${video.id}`
  if (name === 'duration') return 12
  return (video as unknown as Record<string, unknown>)[name]
}
