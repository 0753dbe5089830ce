import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { newRequestKey } from '../../app/request-key.ts'
import { useSession } from '../../app/session.tsx'
import { ask } from './ask.ts'
import { answered, asked, type Conversation, newConversation, progressed } from './conversation.ts'

const queryKey = ['assistant', 'conversation']
const fresh = () => newConversation(newRequestKey())

/** The conversation of this page load: it lives in memory, outlasts a visit to another page, and goes with a reload. */
export function useConversation() {
  const session = useSession()
  const queryClient = useQueryClient()
  const running = useRef<AbortController | null>(null)
  const { data: conversation } = useQuery({
    queryKey,
    queryFn: fresh,
    initialData: fresh,
    enabled: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })

  function change(step: (conversation: Conversation) => Conversation): Conversation {
    const next = step(queryClient.getQueryData<Conversation>(queryKey) ?? fresh())
    queryClient.setQueryData(queryKey, next)
    return next
  }

  // Nobody reads on after leaving.
  useEffect(() => () => running.current?.abort(), [])

  async function send(question: string): Promise<void> {
    running.current?.abort()
    const controller = new AbortController()
    running.current = controller
    const { id, exchanges } = change((talk) => asked(talk, question))
    const number = exchanges.at(-1)?.number ?? 0
    /** Says nothing to a conversation that was begun meanwhile. */
    const report = (step: (talk: Conversation) => Conversation) =>
      void change((talk) => (talk.id === id ? step(talk) : talk))
    const progress = {
      onSources: (sources: Conversation['exchanges'][number]['sources']) =>
        report((talk) => progressed(talk, number, () => ({ sources }))),
      onText: (more: string) =>
        report((talk) => progressed(talk, number, ({ text }) => ({ text: text + more }))),
    }
    try {
      const answer = await ask(session, { question, conversation_id: id }, progress, controller.signal)
      report((talk) => answered(talk, number, answer))
    } catch (error) {
      const state = controller.signal.aborted ? 'stopped' : 'failed'
      report((talk) => progressed(talk, number, () => ({ state, error })))
    }
  }

  return {
    conversation,
    asking: conversation.exchanges.at(-1)?.state === 'asking',
    send,
    stop: () => running.current?.abort(),
    restart() {
      running.current?.abort()
      queryClient.setQueryData(queryKey, fresh())
    },
  }
}
