import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { pagesOf } from './account-pages.ts'
import { accountQuery } from './api.ts'
import { useChannelCodeText } from './error-text.ts'

/**
 * Takes in what the server adds to the address when a platform sends the browser back (channels contract 3.2): says how it
 * ended in the reader's language, takes it out of the address, and returns the account that it was about, once that is known and
 * until `forget` is called.
 */
export function useReturn(): { returned: number | null; forget: () => void } {
  const { t } = useTranslation('channels')
  const { connected, account_id: id, error, platform } = useSearch({ from: '/app/integrations' })
  const navigate = useNavigate({ from: '/integrations' })
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const codeText = useChannelCodeText()
  const [returned, setReturned] = useState<number | null>(null)
  const told = useRef(false)

  useEffect(() => {
    if (connected === undefined) {
      told.current = false
      return
    }
    if (told.current) return
    told.current = true
    if (connected === 'false') toasts.problem(codeText(error))
    void finish()

    async function finish() {
      await queryClient.invalidateQueries({ queryKey: ['channels'] })
      const known =
        id === undefined ? null : await queryClient.fetchQuery(accountQuery(api, id)).catch(() => null)
      if (connected === 'true') {
        toasts.success(known ? t('done.connected', { name: known.name }) : t('done.connectedPlain'))
        const pages = known ? pagesOf(known).length : 0
        if (pages > 1) toasts.notice(t('pageChoice.choose', { count: pages }))
      }
      setReturned(known?.id ?? null)
      const tab = known?.platform ?? platform
      await navigate({ search: tab === undefined ? {} : { platform: tab }, replace: true })
    }
  }, [connected, id, error, platform, api, queryClient, navigate, toasts, codeText, t])

  return { returned, forget: useCallback(() => setReturned(null), []) }
}
