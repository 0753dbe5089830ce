import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { limitEnd } from './account-pages.ts'
import { type ChannelAccount, deleteAccount, disconnectAccount, syncAccount, testConnection } from './api.ts'
import { useRetryMoment } from './ChannelFailure.tsx'
import { useConnect } from './useConnect.ts'
import { useCountdown } from './useCountdown.ts'

type Work = 'sync' | 'test' | 'disconnect' | 'delete'

/** What buttons do with an account: one thing at a time, told when it is done; `waits` while its platform wants to be left alone. */
export function useAccountActions(account: ChannelAccount): {
  run: (work: Work | 'connect') => void
  busy: Work | 'connect' | null
  /** Of the latest action; null: it went well, or none has run. */
  error: unknown
  waits: boolean
} {
  const { t } = useTranslation('channels')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const connecting = useConnect()
  const { id, name } = account

  const does: Record<Work, () => Promise<unknown>> = {
    async sync() {
      const { synced } = await syncAccount(api, id)
      toasts.success(synced.posts > 0 ? t('done.synced', { count: synced.posts }) : t('done.upToDate'))
    },
    async test() {
      const { valid } = await testConnection(api, id)
      if (valid) toasts.success(t('done.valid', { name }))
      else toasts.notice(t('done.invalid', { name }))
    },
    async disconnect() {
      await disconnectAccount(api, id)
      toasts.success(t('done.disconnected', { name }))
    },
    async delete() {
      await deleteAccount(api, id)
      toasts.success(t('done.deleted', { name }))
    },
  }
  const action = useMutation({
    mutationFn: (work: Work) => does[work](),
    // A refusal may have changed the account: its status, or until when its platform wants to be left alone.
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['channels'] }),
  })

  const error = connecting.error ?? action.error
  const retryAt = useRetryMoment(error) ?? limitEnd(account)
  const waits = useCountdown(retryAt) > 0
  const busy = connecting.busy ? 'connect' : action.isPending ? action.variables : null
  return {
    run(work) {
      if (busy !== null) return
      if (work === 'connect') {
        action.reset()
        connecting.connect({ id })
      } else {
        connecting.reset()
        action.mutate(work)
      }
    },
    busy,
    error,
    waits,
  }
}
