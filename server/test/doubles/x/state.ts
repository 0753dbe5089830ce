import type { PlatformClock } from '../kit/clock.ts'
import type { IssuedCode, Mint, Visit } from '../kit/oauth.ts'
import type { TokenStore } from '../kit/tokens.ts'

export interface XUser {
  id: string
  name: string
  username: string
  followers: number
  following: number
}

export interface XPost {
  id: string
  author: string
  text: string
  /** ISO 8601. */
  createdAt: string
  /** The post at the head of the thread; its own id when it is one. */
  conversation: string
  inReplyTo: string | null
  hidden: boolean
  likes: number
}

export interface XState {
  clientId: string
  clientSecret: string
  redirectUris: string[] | null
  users: XUser[]
  posts: XPost[]
  /** Calls of a user to one endpoint within a quarter of an hour. */
  limit: number
  /** Windows by endpoint and user. `resetAt` in Unix seconds. */
  windows: Map<string, { used: number; resetAt: number }>
  codes: Map<string, IssuedCode>
  tokens: TokenStore
  visit: Visit
}

export interface X {
  state: XState
  clock: PlatformClock
  mint: Mint
  nextId(): string
}
