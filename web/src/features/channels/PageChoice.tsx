import { Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { pagesOf } from './account-pages.ts'
import { type ChannelAccount, selectPage } from './api.ts'
import { useChannelErrorText } from './error-text.ts'

/** Chooses the page that an account stands for, where whoever connected it manages several. */
export function PageChoice({ account }: { account: ChannelAccount }) {
  const { t } = useTranslation('channels')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const errorText = useChannelErrorText()
  const pages = pagesOf(account)
  const choose = useMutation({
    mutationFn: (page: string) => selectPage(api, account.id, page),
    onSuccess: ({ external_account_name }) =>
      toasts.success(t('done.page', { page: external_account_name ?? '' })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['channels'] }),
  })
  if (pages.length < 2) return null
  const refused = choose.error instanceof ApiError && choose.error.code === 'validation_error'
  return (
    <Select
      label={t('pageChoice.label')}
      description={t('pageChoice.hint')}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      size="sm"
      data={pages.map(({ id, name }) => ({ value: id, label: name }))}
      value={choose.isPending ? choose.variables : account.external_account_id}
      onChange={(page) => {
        if (page !== null && page !== account.external_account_id) choose.mutate(page)
      }}
      allowDeselect={false}
      disabled={choose.isPending}
      searchable={pages.length > 8}
      error={choose.error ? (refused ? t('pageChoice.refused') : errorText(choose.error)) : undefined}
    />
  )
}
