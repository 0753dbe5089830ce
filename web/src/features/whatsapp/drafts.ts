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
  try {
    const kept: unknown = JSON.parse(storage.getItem(place) ?? '{}')
    const drafts = Object.entries(kept ?? {}).flatMap(([key, draft]) =>
      isKept(draft) ? [[key, { ...emptyDraft, text: draft.text, reference: draft.reference }]] : [],
    )
    return Object.fromEntries(drafts)
  } catch {
    return {}
  }
}

/** A browser may refuse to keep anything: drafts then live as long as the app. */
export function keepDrafts(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  place: string,
  drafts: Drafts,
): void {
  const kept = Object.entries(drafts).flatMap(([key, draft]) =>
    draft?.text ? [[key, { text: draft.text, reference: draft.reference }]] : [],
  )
  try {
    if (kept.length > 0) storage.setItem(place, JSON.stringify(Object.fromEntries(kept)))
    else storage.removeItem(place)
  } catch {
    return
  }
}

function isKept(value: unknown): value is Pick<Draft, 'text' | 'reference'> {
  if (typeof value !== 'object' || value === null) return false
  const { text, reference } = value as Partial<Record<keyof Draft, unknown>>
  return typeof text === 'string' && (reference === null || typeof reference === 'string')
}
