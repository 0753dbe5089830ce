import { keep, readKept } from '../../app/kept.ts'

/** What stands in the composer of one conversation. */
export type Draft = {
  text: string
  sending: boolean
  /** Why the last try failed; null once the text has changed. */
  error: unknown
  /** Names the text towards the server: until an answer has come, the same text is the same message. */
  reference: string | null
}

/** By the key of the partner. */
export type Drafts = Partial<Record<string, Draft>>

export const emptyDraft: Draft = { text: '', sending: false, error: null, reference: null }

/** Where a tab keeps the drafts of a person in a workspace. */
export const draftsPlace = (workspaceId: string | number, userId: string | number) =>
  `tradepost.whatsapp-drafts.${workspaceId}.${userId}`

/** What was kept; whatever is not a draft counts as nothing. */
export function readDrafts(storage: Pick<Storage, 'getItem'>, place: string): Drafts {
  const drafts = Object.entries(readKept(storage, place) ?? {}).flatMap(([key, draft]) =>
    isKept(draft) ? [[key, { ...emptyDraft, text: draft.text, reference: draft.reference }]] : [],
  )
  return Object.fromEntries(drafts)
}

export function keepDrafts(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  place: string,
  drafts: Drafts,
): void {
  const kept = Object.entries(drafts).flatMap(([key, draft]) =>
    draft?.text ? [[key, { text: draft.text, reference: draft.reference }]] : [],
  )
  keep(storage, place, kept.length > 0 ? Object.fromEntries(kept) : null)
}

function isKept(value: unknown): value is Pick<Draft, 'text' | 'reference'> {
  if (typeof value !== 'object' || value === null) return false
  const { text, reference } = value as Partial<Record<keyof Draft, unknown>>
  return typeof text === 'string' && (reference === null || typeof reference === 'string')
}
