import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import { newRequestKey } from '../../app/request-key.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { keys, type Partner, sendText } from './api.ts'
import { partnerKey } from './conversation.ts'
import { type Draft, type Drafts, draftsPlace, emptyDraft, keepDrafts, readDrafts } from './drafts.ts'
import { referenceAfter } from './refusals.ts'

const draftsKey = [...keys.all, 'drafts']

/**
 * The drafts of all conversations and their sending. A draft goes only once its message is accepted; it
 * outlives a change of the conversation and of the page, and a reload of the app in this tab.
 */
export function useOutbox() {
  const api = useApi()
  const client = useQueryClient()
  const { id: userId, workspace } = useUser()
  const place = draftsPlace(workspace.id, userId)
  const [drafts, setDrafts] = useState<Drafts>(
    () => client.getQueryData<Drafts>(draftsKey) ?? readDrafts(sessionStorage, place),
  )
  /** Two quick presses of Enter come before the first of them has drawn anything. */
  const busy = useRef(new Set<string>())

  /** For the next time that the page is there, and for a reload. */
  const remember = useCallback(
    (now: Drafts) => {
      client.setQueryDefaults(draftsKey, { gcTime: Number.POSITIVE_INFINITY })
      const resting = Object.entries(now).map(([key, draft]) => [key, { ...draft, sending: false }])
      client.setQueryData(draftsKey, Object.fromEntries(resting))
      keepDrafts(sessionStorage, place, now)
    },
    [client, place],
  )
  useEffect(() => remember(drafts), [remember, drafts])

  const draftOf = (partner: Partner): Draft => drafts[partnerKey(partner)] ?? emptyDraft
  const change = (key: string, next: (draft: Draft) => Draft) =>
    setDrafts((known) => ({ ...known, [key]: next(known[key] ?? emptyDraft) }))

  function write(partner: Partner, text: string) {
    change(partnerKey(partner), () => ({ ...emptyDraft, text }))
  }

  async function send(partner: Partner): Promise<void> {
    const key = partnerKey(partner)
    const { text, reference } = draftOf(partner)
    if (busy.current.has(key) || text.trim() === '') return
    busy.current.add(key)
    const name = reference ?? newRequestKey()
    change(key, (draft) => ({ ...draft, sending: true, error: null, reference: name }))
    try {
      await sendText(api, partner, text.trim(), name)
      change(key, () => emptyDraft)
      // The page may be gone by now, and this hook with it.
      remember({ ...client.getQueryData<Drafts>(draftsKey), [key]: emptyDraft })
    } catch (error) {
      change(key, (draft) => ({ ...draft, sending: false, error, reference: referenceAfter(error, name) }))
    } finally {
      busy.current.delete(key)
      await refreshMessages(client, partner)
    }
  }

  return { draftOf, write, send }
}

export type Outbox = ReturnType<typeof useOutbox>

/** Reads a conversation and the list of them again, after something was sent. */
export async function refreshMessages(
  client: ReturnType<typeof useQueryClient>,
  partner: Partner,
): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: keys.thread(partner) }),
    client.invalidateQueries({ queryKey: keys.conversations }),
  ])
}
