import type { PlatformClock } from '../kit/clock.ts'
import type { IssuedCode, Mint, Visit } from '../kit/oauth.ts'
import type { TokenStore } from '../kit/tokens.ts'

export interface LinkedInMember {
  /** The `sub` of the user info; their URN is `urn:li:person:<sub>`. */
  sub: string
  name: string
  email: string
}

export interface LinkedInOrganization {
  id: string
  name: string
  /** Members (`sub`) that administer it. */
  administrators: string[]
  /** Members with another role there, by their `sub`. */
  roles?: Record<string, string>
  followers: number
}

export interface LinkedInPost {
  id: string
  author: string
  commentary: string
  /** Milliseconds since 1970. */
  createdAt: number
  likes: number
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into what was sent
  sent: Record<string, any>
}

export interface LinkedInComment {
  id: string
  /** The post. */
  object: string
  actor: string
  text: string
  createdAt: number
  /** URN of the comment that this one answers. */
  parent: string | null
}

export interface LinkedInState {
  clientId: string
  clientSecret: string
  redirectUris: string[] | null
  /** Scopes that the application was approved for; null: all. */
  approvedScopes: string[] | null
  /** Only approved partners get refresh tokens. */
  refreshable: boolean
  /** How whoever declines does it: not signing in, or not authorizing. */
  denial: 'user_cancelled_login' | 'user_cancelled_authorize'
  /** API versions that are alive, as `YYYYMM`; each lives about a year there. */
  versions: { oldest: string; newest: string }
  members: LinkedInMember[]
  organizations: LinkedInOrganization[]
  posts: LinkedInPost[]
  comments: LinkedInComment[]
  codes: Map<string, IssuedCode>
  tokens: TokenStore
  visit: Visit
}

export interface LinkedIn {
  state: LinkedInState
  clock: PlatformClock
  mint: Mint
  nextId(): string
}

export const personUrn = (sub: string): string => `urn:li:person:${sub}`
export const organizationUrn = (id: string): string => `urn:li:organization:${id}`
export const commentUrn = (comment: LinkedInComment): string =>
  `urn:li:comment:(${comment.object},${comment.id})`
