import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '../../app/api.ts'
import { keyAfter } from '../../app/request-key.ts'
import { useApi } from '../../app/session.tsx'
import { type PlannedPost, plannedKeys, savePost } from './api.ts'
import { type Draft, inputOf } from './draft.ts'
import { useOnce } from './useOnce.ts'

type Publishing = {
  /** Of the post that is changed; null for a new one. */
  id: number | null
  draft: Draft
  timeZone: string
  onKey: (key: string) => void
  onSaved: (post: PlannedPost) => void
}

/** Sends what is in the form once, however often it is asked to. */
export function usePublish({ id, draft, timeZone, onKey, onSaved }: Publishing) {
  const api = useApi()
  const queryClient = useQueryClient()
  const once = useOnce()
  const save = useMutation({
    mutationFn: () => savePost(api, id, inputOf(draft, timeZone), draft.key),
    onSuccess: (post) => {
      queryClient.setQueryData(plannedKeys.one(post.id), post)
      void queryClient.invalidateQueries({ queryKey: plannedKeys.all })
      onSaved(post)
    },
    onError: (error) => {
      onKey(keyAfter(error, draft.key))
      // The check tells by code, and at which account, what the refusal tells in English.
      if (error instanceof ApiError && error.status === 400)
        void queryClient.invalidateQueries({ queryKey: ['channel-posts', 'check'] })
    },
  })
  return { ...save, send: () => once(save.mutateAsync) }
}
