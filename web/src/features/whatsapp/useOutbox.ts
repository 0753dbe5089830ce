import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { newRequestKey } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { keys, type Partner, sendText } from './api.ts'
import { partnerKey } from './conversation.ts'
import { referenceAfter } from './refusals.ts'

/** What stands in the composer of one conversation. */
export type Draft = {
  text: string
  sending: boolean
  /** Why the last try failed; null once the text has changed. */
  error: unknown
  /** Names the text towards the server: until an answer has come, the same text is the same message. */
  reference: string | null
}

type Drafts = Partial<Record<string, Draft>>

const empty: Draft = { text: '', sending: false, error: null, reference: null }
const draftsKey = [...keys.all, 'drafts']

/**
 * The drafts of all conversations and their sending. A draft goes only once its message is accepted; it
 * outlives a change of the conversation and of the page, until the app is loaded anew.
 */
export function useOutbox() {
  const api = useApi()
  const client = useQueryClient()
  const [drafts, setDrafts] = useState<Drafts>(() => client.getQueryData<Drafts>(draftsKey) ?? {})
  /** Two quick presses of Enter come before the first of them has drawn anything. */
  const busy = useRef(new Set<string>())

  useEffect(() => {
    client.setQueryDefaults(draftsKey, { gcTime: Number.POSITIVE_INFINITY })
    const resting = Object.entries(drafts).map(([key, draft]) => [key, { ...draft, sending: false }])
    client.setQueryData(draftsKey, Object.fromEntries(resting))
  }, [client, drafts])

  const draftOf = (partner: Partner): Draft => drafts[partnerKey(partner)] ?? empty
  const change = (key: string, next: (draft: Draft) => Draft) =>
    setDrafts((known) => ({ ...known, [key]: next(known[key] ?? empty) }))

  function write(partner: Partner, text: string) {
    change(partnerKey(partner), () => ({ ...empty, text }))
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
      change(key, () => empty)
      // The page may be gone by now, and this hook with it.
      client.setQueryData<Drafts>(draftsKey, (known) => ({ ...known, [key]: empty }))
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
