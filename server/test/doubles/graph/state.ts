import type { PlatformClock } from '../kit/clock.ts'
import type { IssuedCode, Mint, Visit } from '../kit/oauth.ts'

export interface GraphApp {
  id: string
  secret: string
  name: string
  /** Where the dialog may send people back to; null: anywhere. */
  redirectUris: string[] | null
  /** Refuses calls without `appsecret_proof`, as the app's advanced settings can. */
  proofRequired: boolean
}

export interface GraphUser {
  id: string
  name: string
}

export interface GraphComment {
  id: string
  message: string
  created_time: string
  from: { id: string; name: string }
  is_hidden: boolean
  /** The comment that this one answers. */
  parent: string | null
}

export interface GraphPost {
  id: string
  message: string | null
  link: string | null
  /** Addresses of its photos or of its video. */
  media: string[]
  created_time: string
  likes: number
  shares: number
  comments: GraphComment[]
}

export interface InstagramMedia {
  id: string
  caption: string | null
  media_type: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM'
  media_url: string
  timestamp: string
  likes: number
  comments: GraphComment[]
}

export interface InstagramAccount {
  id: string
  username: string
  followers: number
  media: InstagramMedia[]
  /** Prepared for publishing, by id. */
  containers: Map<string, InstagramContainer>
}

export interface InstagramContainer extends Pick<InstagramMedia, 'caption' | 'media_type' | 'media_url'> {
  status: 'IN_PROGRESS' | 'FINISHED' | 'ERROR'
  /** A part of a carousel. */
  child: boolean
  used: boolean
}

export interface GraphPage {
  id: string
  name: string
  category: string
  /** Who manages it. */
  users: string[]
  posts: GraphPost[]
  /** Uploaded with `published=false`, to be attached to a post: id and address. */
  unpublishedPhotos: Map<string, string>
  followers: number
  fans: number
  instagram: InstagramAccount | null
  /** Apps that get its webhooks, and of which fields. */
  subscriptions: Map<string, string[]>
}

export interface WhatsAppNumber {
  id: string
  display_phone_number: string
  verified_name: string
  registered: boolean
}

export interface WhatsAppTemplate {
  id: string
  name: string
  language: string
  category: 'MARKETING' | 'UTILITY' | 'AUTHENTICATION'
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED'
  /** With its variables: `Hello {{1}}`. */
  body: string
}

export interface WhatsAppMessage {
  id: string
  phoneNumberId: string
  to: string
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was sent
  sent: Record<string, any>
}

export interface WhatsAppBusinessAccount {
  id: string
  name: string
  numbers: WhatsAppNumber[]
  templates: WhatsAppTemplate[]
  /** Apps that get its webhooks. */
  subscribed: Set<string>
}

export interface GraphBusiness {
  id: string
  name: string
  users: string[]
  owned: string[]
  client: string[]
}

export interface GraphToken {
  kind: 'user' | 'page' | 'app'
  app: string
  user: string | null
  page: string | null
  longLived: boolean
  issuedAt: number
  /** null: no end by time. */
  expiresAt: number | null
  /** Why it died before its time. */
  dead: 'removed' | 'password' | null
}

/** What a user lets an app do. */
export interface GraphGrant {
  scopes: Map<string, 'granted' | 'declined'>
  /** Pages or WhatsApp accounts that were picked; null: all. */
  pages: string[] | null
}

interface Usage {
  call_count: number
  total_time: number
  total_cputime: number
}

export interface GraphState {
  apps: GraphApp[]
  users: GraphUser[]
  pages: GraphPage[]
  businesses: GraphBusiness[]
  whatsapp: WhatsAppBusinessAccount[]
  messages: WhatsAppMessage[]
  media: Map<string, { mime: string; bytes: Buffer; phoneNumberId: string }>
  /**
   * Phone numbers (digits) whose owners wrote within the last 24 hours; null: every one. Others are refused
   * at once; the platform may also accept first and tell by webhook.
   */
  openWindows: Set<string> | null
  codes: Map<string, IssuedCode>
  tokens: Map<string, GraphToken>
  /** By app id and user id, joined with a blank. */
  grants: Map<string, GraphGrant>
  /** What comes in `X-App-Usage`, in percent. From 100 on calls are refused. */
  appUsage: Usage
  /** What comes in `X-Business-Use-Case-Usage` of a page's calls. From 100 on they are refused. */
  pageUsage: Usage & { estimated_time_to_regain_access: number }
  /** The names of figures that a page has; the impression metrics of old are gone. */
  pageMetrics: string[]
  visit: Visit
}

/** What the parts of the platform share. */
export interface Graph {
  state: GraphState
  clock: PlatformClock
  mint: Mint
  /** Ids in the manner of the platform: digits only, each once. */
  nextId(): string
  /** Base of addresses that it hands out, with the version. */
  base(): string
}

/** What a test wants to find there; everything has a value that will do. */
export interface GraphSeed {
  app?: Partial<GraphApp>
  users?: GraphUser[]
  pages?: (Pick<GraphPage, 'id' | 'name'> &
    Partial<GraphPage> & { posts?: (Partial<GraphPost> & { id: string })[] })[]
}

export const grantKey = (app: string, user: string): string => `${app} ${user}`

export const newInstagram = (id: string, username: string): InstagramAccount => ({
  id,
  username,
  followers: 200,
  media: [],
  containers: new Map(),
})

export function newPost(id: string, time: string, values: Partial<GraphPost> = {}): GraphPost {
  const base = { message: null, link: null, media: [], created_time: time, likes: 0, shares: 0, comments: [] }
  return { ...base, ...values, id }
}

/** Times as the platform writes them: `2026-01-31T10:00:00+0000`. */
export const graphTime = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+Z$/, '+0000')

export function seedGraph(seed: GraphSeed, now: number): GraphState {
  const users = seed.users ?? [{ id: '555', name: 'Sara Hadi' }]
  const everyone = users.map(({ id }) => id)
  const pages = seed.pages ?? [
    { id: '1029384756', name: 'My Page', instagram: newInstagram('17841400000000001', 'mypage') },
    { id: '2029384756', name: 'My Second Page' },
  ]
  return {
    apps: [
      {
        id: '100200300',
        secret: 'meta-app-secret',
        name: 'Shop',
        redirectUris: null,
        proofRequired: false,
        ...seed.app,
      },
    ],
    users,
    pages: pages.map((page) => ({
      category: 'Shop',
      users: everyone,
      unpublishedPhotos: new Map(),
      followers: 120,
      fans: 110,
      instagram: null,
      subscriptions: new Map(),
      ...page,
      posts: (page.posts ?? []).map((post) => newPost(post.id, graphTime(now), post)),
    })),
    businesses: [],
    whatsapp: [],
    messages: [],
    media: new Map(),
    openWindows: null,
    codes: new Map(),
    tokens: new Map(),
    grants: new Map(),
    appUsage: { call_count: 1, total_time: 1, total_cputime: 1 },
    pageUsage: { call_count: 1, total_time: 1, total_cputime: 1, estimated_time_to_regain_access: 0 },
    pageMetrics: [
      'page_media_view',
      'page_post_engagements',
      'page_daily_follows',
      'page_follows',
      'page_views_total',
    ],
    visit: {},
  }
}
