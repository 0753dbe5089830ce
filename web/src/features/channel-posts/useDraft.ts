import { useCallback, useEffect, useState } from 'react'
import { keep } from '../../app/kept.ts'
import { newRequestKey } from '../../app/request-key.ts'
import { useUser } from '../../app/session.tsx'
import type { PlannedPost } from './api.ts'
import {
  type Draft,
  draftOf,
  draftPlace,
  emptyDraft,
  isWorthKeeping,
  keepDraft,
  proposedTime,
  readDraft,
} from './draft.ts'

type Beginning = { account: number | undefined; day: string | undefined }

/**
 * What is in the form. A new post is kept in this browser until it has arrived, one that is changed only while its page is
 * open. `restored`: it was there before.
 */
export function useDraft(post: PlannedPost | null, { account, day }: Beginning) {
  const { id: userId, workspace } = useUser()
  const timeZone = workspace.time_zone
  const place = draftPlace(workspace.id, userId)
  const [{ before, restored }] = useState(() => {
    if (post) return { before: draftOf(post, timeZone, newRequestKey()), restored: false }
    const kept = readDraft(localStorage, place)
    const draft = begun(kept ?? emptyDraft(newRequestKey()), { account, day }, timeZone)
    return { before: draft, restored: kept !== null && isWorthKeeping(kept) }
  })
  const [draft, setDraft] = useState(before)

  useEffect(() => {
    if (post === null) keepDraft(localStorage, place, draft)
  }, [post, place, draft])

  const change = useCallback((part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part })), [])
  const clear = useCallback(() => {
    // At once: the page may be left before the effect above runs.
    if (post === null) keep(localStorage, place, null)
    setDraft(emptyDraft(newRequestKey()))
  }, [post, place])
  return { draft, change, clear, restored, isChanged: draft !== before, timeZone }
}

/** With the account and the day that the link names. */
function begun(draft: Draft, { account, day }: Beginning, timeZone: string): Draft {
  const isThere = account === undefined || draft.targets.some((target) => target.account === account)
  return {
    ...draft,
    targets: isThere ? draft.targets : [...draft.targets, { account, message: null, options: {} }],
    ...(day !== undefined && {
      when: 'later' as const,
      wall: proposedTime(day, timeZone, Date.now()),
    }),
  }
}
