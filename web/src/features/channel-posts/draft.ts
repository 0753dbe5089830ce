import { keep, readKept } from '../../app/kept.ts'
import { instantOf, type WallTime, wallTimeOf } from '../settings/zoned-time.ts'
import type { PlannedPost, PostInput } from './api.ts'

export type DraftMedia = { type: 'image' | 'video'; url: string }

export type DraftTarget = {
  account: number
  /** Null: the text that all share. */
  message: string | null
  /** By the names of `publish_options`. */
  options: Record<string, string | boolean>
}

/** What is in the form, ready to be kept as JSON. */
export type Draft = {
  message: string
  link: string
  media: DraftMedia[]
  targets: DraftTarget[]
  when: 'now' | 'later'
  /** In the time zone of the workspace; empty until one is chosen. */
  wall: WallTime | ''
  /** The `Idempotency-Key` of this post, kept while nobody knows what became of the last attempt. */
  key: string
}

export const emptyDraft = (key: string): Draft => ({
  message: '',
  link: '',
  media: [],
  targets: [],
  when: 'now',
  wall: '',
  key,
})

/** Whether there is something that somebody would miss. */
export function isWorthKeeping({ message, link, media, targets }: Draft): boolean {
  return (
    message.trim() !== '' ||
    link.trim() !== '' ||
    media.length > 0 ||
    targets.some((target) => target.message?.trim())
  )
}

/** The form of a post that is planned already. */
export function draftOf(post: PlannedPost, timeZone: string, key: string): Draft {
  return {
    message: post.message,
    link: post.link ?? '',
    media: post.media.map(({ type, url }) => ({ type: type === 'video' ? 'video' : 'image', url })),
    targets: post.targets.map(({ account, message, options }) => ({
      account,
      message,
      options: sendable(options),
    })),
    when: 'later',
    wall: wallTimeOf(post.scheduled_at, timeZone),
    key,
  }
}

/** What is sent; null where the time is none. */
export function inputOf(draft: Draft, timeZone: string): PostInput {
  return {
    message: draft.message,
    link: draft.link.trim() || null,
    media: draft.media,
    scheduled_at: draft.when === 'now' ? null : instantOf(draft.wall, timeZone),
    targets: draft.targets.map(({ account, message, options }) => ({ account, message, options })),
  }
}

const toleranceMs = 60_000
const longestMs = 366 * 86_400_000

/** What is wrong with the time of a draft; null: nothing. The minute at hand is still good. */
export function timeProblem(
  { when, wall }: Pick<Draft, 'when' | 'wall'>,
  timeZone: string,
  now: number,
): 'missing' | 'past' | 'far' | null {
  if (when === 'now') return null
  const instant = instantOf(wall, timeZone)
  if (instant === null) return 'missing'
  const ahead = Date.parse(instant) - now
  if (ahead < -toleranceMs) return 'past'
  return ahead > longestMs ? 'far' : null
}

/** The next whole hour, on that day where one is given and lies ahead. */
export function proposedTime(day: string | undefined, timeZone: string, now: number): WallTime {
  const soon = wallTimeOf(new Date(now + 3_600_000), timeZone)
  const nextHour = `${soon.slice(0, 13)}:00`
  return day !== undefined && day > soon.slice(0, 10) ? `${day}T10:00` : nextHour
}

const prefix = 'tradepost.post-draft.'

/** Where a draft of a person in a workspace is kept. */
export const draftPlace = (workspaceId: string | number, userId: string | number) =>
  `${prefix}${workspaceId}.${userId}`

/** What was kept, or null; whatever is not a draft counts as nothing. */
export function readDraft(storage: Pick<Storage, 'getItem'>, place: string): Draft | null {
  const kept = readKept(storage, place)
  return isDraft(kept) ? kept : null
}

export function keepDraft(storage: Pick<Storage, 'setItem' | 'removeItem'>, place: string, draft: Draft) {
  keep(storage, place, isWorthKeeping(draft) ? draft : null)
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const { message, link, media, targets, when, wall, key } = value as Partial<Record<keyof Draft, unknown>>
  const texts = [message, link, wall, key].every((text) => typeof text === 'string')
  return (
    texts &&
    (when === 'now' || when === 'later') &&
    Array.isArray(media) &&
    media.every((one) => typeof one?.url === 'string' && (one.type === 'image' || one.type === 'video')) &&
    Array.isArray(targets) &&
    targets.every(
      (one) =>
        Number.isSafeInteger(one?.account) &&
        (one.message === null || typeof one.message === 'string') &&
        typeof one.options === 'object' &&
        one.options !== null,
    )
  )
}

function sendable(options: Record<string, unknown>): DraftTarget['options'] {
  const entries = Object.entries(options).filter(
    (entry): entry is [string, string | boolean] =>
      typeof entry[1] === 'string' || typeof entry[1] === 'boolean',
  )
  return Object.fromEntries(entries)
}
