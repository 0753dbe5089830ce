import { Button, Code, Group, Paper, Skeleton, Stack } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { DateTime } from '../../ui/DateTime.tsx'
import { DeleteButton } from '../../ui/DeleteButton.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { FactList } from '../../ui/FactList.tsx'
import { FormFailure } from '../../ui/FormFailure.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import type { FreshToken, StoreToken } from '../integrations/api.ts'
import { TokenFields } from '../integrations/TokenFields.tsx'
import { changeOf, type TokenValues, valuesOf } from '../integrations/token-values.ts'
import { useTokenForm } from '../integrations/useTokenForm.ts'
import { useTokenQuestion } from '../integrations/useTokenQuestion.ts'
import classes from './Admin.module.css'
import { adminTokenQuery, changeAnyToken, deleteAnyToken, regenerateAnyToken } from './api.ts'
import { BackToList } from './BackToList.tsx'
import { FreshTokenNotice } from './FreshTokenNotice.tsx'
import { StaffOnly } from './StaffOnly.tsx'

/** `/admin/integrations/integrationtoken/{id}/change/` (storefronts contract 3). */
export function ChangeTokenPage() {
  return (
    <StaffOnly>
      <ChangeToken />
    </StaffOnly>
  )
}

function ChangeToken() {
  const { t } = useTranslation('admin-integrations')
  const { tokenId } = useParams({ from: '/app/admin/integrations/integrationtoken/$tokenId/change' })
  const [fresh, setFresh] = useState<FreshToken | null>(null)
  const errorText = useErrorText()
  const { data: token, error, refetch } = useQuery(adminTokenQuery(useApi(), tokenId))
  return (
    <>
      <PageHeader
        back={<BackToList />}
        title={t('change.title')}
        actions={token && <TokenButtons token={token} onRegenerated={setFresh} />}
      />
      {fresh && <FreshTokenNotice token={fresh} onClose={() => setFresh(null)} />}
      {error && !token && <ErrorState text={errorText(error)} onRetry={() => void refetch()} />}
      {!token && !error && <Skeleton height={320} radius="lg" />}
      {token && (
        <Stack maw="44rem">
          <TokenForm key={token.id} token={token} />
          <ReadOnlyFacts token={token} />
        </Stack>
      )}
    </>
  )
}

function TokenForm({ token }: { token: StoreToken }) {
  const { t } = useTranslation('admin-integrations')
  const { t: common } = useTranslation()
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const timeZone = useUser().workspace.time_zone
  const [failure, setFailure] = useState<string | null>(null)
  const { form, showRefusal, tidied } = useTokenForm(valuesOf(token, timeZone), timeZone)
  const save = useMutation({
    mutationFn: (values: TokenValues) => changeAnyToken(api, token.id, changeOf(values, token, timeZone)),
    onMutate: () => setFailure(null),
    onSuccess: () => {
      toasts.success(t('change.saved'))
      void queryClient.invalidateQueries({ queryKey: ['admin-integrations'] })
    },
    onError: (error) => setFailure(showRefusal(error)),
  })
  return (
    <Paper className={classes.form}>
      <form onSubmit={form.onSubmit((values) => save.mutate(tidied(values)))} noValidate>
        <Stack>
          <FormFailure text={failure} />
          <TokenFields form={form} timeZone={timeZone} isNew={false} />
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              {common('actions.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}

function ReadOnlyFacts({ token }: { token: StoreToken }) {
  const { t } = useTranslation('admin-integrations')
  const { t: shared } = useTranslation('integrations')
  const { number } = useFormat()
  return (
    <FactList
      title={t('change.facts')}
      facts={[
        [
          t('fields.id'),
          <Code key="id" dir="ltr">
            {token.id}
          </Code>,
        ],
        [
          t('fields.owner'),
          <bdi key="owner" dir="ltr">
            {token.user_email}
          </bdi>,
        ],
        [shared('fields.type'), shared(`type.${token.integration_type}`)],
        [
          shared('fields.preview'),
          <Code key="preview" dir="ltr">
            {token.token_preview}
          </Code>,
        ],
        [t('fields.uses'), number(token.usage_count)],
        [
          shared('fields.lastUsed'),
          token.last_used_at ? <DateTime key="used" value={token.last_used_at} /> : t('never'),
        ],
        [shared('fields.created'), <DateTime key="created" value={token.created_at} />],
      ]}
    />
  )
}

function TokenButtons(props: { token: StoreToken; onRegenerated: (token: FreshToken) => void }) {
  const { token, onRegenerated } = props
  const { t } = useTranslation('admin-integrations')
  const api = useApi()
  const toasts = useToasts()
  const isMeant = useTokenQuestion()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['admin-integrations'] })

  const regenerate = useMutation({
    // The answer goes to the message that shows it and into no cache.
    mutationFn: async () => onRegenerated(await regenerateAnyToken(api, token.id)),
    onError: toasts.failure,
    onSettled: refresh,
  })
  const remove = useMutation({
    mutationFn: () => deleteAnyToken(api, token.id),
    onSuccess: async () => {
      toasts.success(t('done.delete'))
      await navigate({ to: '/admin/integrations/integrationtoken' })
      queryClient.removeQueries({ queryKey: ['admin-integrations', 'one', token.id] })
      void refresh()
    },
    onError: toasts.failure,
  })

  async function ask(action: 'regenerate' | 'delete') {
    if (!(await isMeant(action, token))) return
    if (action === 'regenerate') regenerate.mutate()
    else remove.mutate()
  }

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={18} aria-hidden />}
        loading={regenerate.isPending}
        onClick={() => void ask('regenerate')}
      >
        {t('change.regenerate')}
      </Button>
      <DeleteButton
        label={t('change.delete')}
        loading={remove.isPending}
        onClick={() => void ask('delete')}
      />
    </>
  )
}
