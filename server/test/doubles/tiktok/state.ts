import type { PlatformClock } from '../kit/clock.ts'
import type { IssuedCode, Mint, Visit } from '../kit/oauth.ts'
import type { TokenStore } from '../kit/tokens.ts'

export interface TikTokUser {
  open_id: string
  union_id: string
  display_name: string
  username: string
  follower_count: number
  following_count: number
  likes_count: number
  /** What the creator may choose from when posting. */
  privacyOptions: string[]
  /** Nobody may comment, by the creator's own settings. */
  commentsOff: boolean
  /** Newest first. */
  videos: TikTokVideo[]
}

export interface TikTokVideo {
  id: string
  title: string
  /** Unix seconds. */
  create_time: number
  like_count: number
  comment_count: number
  share_count: number
  view_count: number
}

export interface TikTokPublish {
  user: string
  status: 'PROCESSING_DOWNLOAD' | 'PUBLISH_COMPLETE' | 'SEND_TO_USER_INBOX' | 'FAILED'
  failReason: string | null
  postIds: string[]
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was sent
  sent: Record<string, any>
}

export interface TikTokState {
  clientKey: string
  clientSecret: string
  /** null: any that is https or loopback. */
  redirectUris: string[] | null
  /** Without an audit only `SELF_ONLY` may be posted. */
  audited: boolean
  /** Hosts that media may be pulled from; null: all. */
  verifiedHosts: string[] | null
  /** The status of token errors; the platform sends them with 200 at times. */
  tokenErrorStatus: 400 | 200
  /** Whether a refresh gives a new refresh token and ends the old one. */
  rotates: boolean
  users: TikTokUser[]
  codes: Map<string, IssuedCode>
  tokens: TokenStore
  publishes: Map<string, TikTokPublish>
  /** Times of calls by endpoint and token. */
  used: Map<string, number[]>
  visit: Visit
}

export interface TikTok {
  state: TikTokState
  clock: PlatformClock
  mint: Mint
  nextId(): string
}

export function newUser(values: Partial<TikTokUser> & { open_id: string }): TikTokUser {
  return {
    union_id: `union-${values.open_id}`,
    display_name: 'Sara Hadi',
    username: 'sarahadi',
    follower_count: 300,
    following_count: 20,
    likes_count: 900,
    privacyOptions: ['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY'],
    commentsOff: false,
    videos: [],
    ...values,
  }
}
