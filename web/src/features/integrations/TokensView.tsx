import { Button, Group, Loader, Pagination, Paper, Stack, Text, Title } from '@mantine/core'
import { IconCloudOff, IconKey, IconPlus, IconShoppingCart } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { type FreshToken, pageSize, type StoreToken, tokensQuery } from './api.ts'
import { FreshTokenDialog } from './FreshTokenDialog.tsx'
import classes from './Store.module.css'
import { TokenCard } from './TokenCard.tsx'
import { CreateTokenDialog, EditTokenDialog } from './TokenDialogs.tsx'
import { useFirstPageInstead } from './useFirstPageInstead.ts'

type Dialog = { kind: 'create' } | { kind: 'edit'; token: StoreToken } | null

/** The tokens of the signed-in person as cards, and the way to a new one. */
export function TokensView() {
  const { t } = useTranslation('integrations')
  const { page = 1 } = useSearch({ from: '/app/settings/integrations/store' })
  const navigate = useNavigate({ from: '/settings/integrations/store' })
  const [dialog, setDialog] = useState<Dialog>(null)
  const [fresh, setFresh] = useState<{ token: FreshToken; regenerated: boolean } | null>(null)
  const tokens = useQuery(tokensQuery(useApi(), page))
  const toPage = (next: number) =>
    void navigate({ search: (old) => ({ ...old, page: next === 1 ? undefined : next }), replace: true })
  useFirstPageInstead(tokens.error, page, () => toPage(1))
  const createButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setDialog({ kind: 'create' })}>
      {t('store.create')}
    </Button>
  )

  return (
    <>
      <Paper component="section" className={classes.intro} aria-labelledby="store-card">
        <Group justify="space-between" gap="md">
          <Stack gap={4} flex="1 1 18rem">
            <Title order={2} size="h4" id="store-card">
              <Group component="span" gap="xs" wrap="nowrap">
                <IconShoppingCart size={22} stroke={1.8} className="flip-in-rtl" aria-hidden />
                <span>{t('store.title')}</span>
              </Group>
            </Title>
            <Text c="dimmed">{t('store.text')}</Text>
          </Stack>
          {createButton}
        </Group>
      </Paper>
      <TokenGrids
        tokens={tokens.data?.results}
        error={tokens.error}
        onRetry={() => void tokens.refetch()}
        empty={
          <EmptyState
            icon={IconKey}
            order={2}
            title={t('empty.title')}
            text={t('empty.text')}
            action={createButton}
          />
        }
        onEdit={(token) => setDialog({ kind: 'edit', token })}
        onRegenerated={(token) => setFresh({ token, regenerated: true })}
      />
      <Pages page={page} count={tokens.data?.count ?? 0} onPage={toPage} />
      {dialog?.kind === 'create' && (
        <CreateTokenDialog
          onClose={() => setDialog(null)}
          onCreated={(token) => setFresh({ token, regenerated: false })}
        />
      )}
      {dialog?.kind === 'edit' && <EditTokenDialog token={dialog.token} onClose={() => setDialog(null)} />}
      {fresh && <FreshTokenDialog {...fresh} onClose={() => setFresh(null)} />}
    </>
  )
}

type TokenGridsProps = {
  tokens: StoreToken[] | undefined
  error: unknown
  onRetry: () => void
  empty: React.ReactNode
  onEdit: (token: StoreToken) => void
  onRegenerated: (token: FreshToken) => void
}

function TokenGrids({ tokens, error, onRetry, empty, onEdit, onRegenerated }: TokenGridsProps) {
  const { t } = useTranslation('integrations')
  const errorText = useErrorText()
  if (error && !tokens) {
    return (
      <Paper className={classes.intro} role="alert">
        <EmptyState
          icon={IconCloudOff}
          order={2}
          title={t('loadFailed')}
          text={errorText(error)}
          action={<Button onClick={onRetry}>{t('retry')}</Button>}
        />
      </Paper>
    )
  }
  if (!tokens) {
    return (
      <Stack align="center" py="xl" gap="xs" role="status" aria-busy>
        <Loader aria-hidden />
        <Text c="dimmed">{t('loading')}</Text>
      </Stack>
    )
  }
  if (tokens.length === 0) return <Paper className={classes.intro}>{empty}</Paper>
  const sections = [
    { key: 'active', shown: tokens.filter((token) => token.is_valid_status) },
    { key: 'inactive', shown: tokens.filter((token) => !token.is_valid_status) },
  ] as const
  return sections
    .filter(({ shown }) => shown.length > 0)
    .map(({ key, shown }) => (
      <section key={key} aria-labelledby={`tokens-${key}`}>
        <Title order={2} size="h5" mb="sm" id={`tokens-${key}`}>
          {t(key)}
        </Title>
        <ul className={classes.grid}>
          {shown.map((token) => (
            <li key={token.id}>
              <TokenCard token={token} onEdit={() => onEdit(token)} onRegenerated={onRegenerated} />
            </li>
          ))}
        </ul>
      </section>
    ))
}

function Pages({ page, count, onPage }: { page: number; count: number; onPage: (page: number) => void }) {
  const { t: common } = useTranslation()
  const { number } = useFormat()
  if (count <= pageSize) return null
  const range = {
    first: number((page - 1) * pageSize + 1),
    last: number(Math.min(page * pageSize, count)),
    total: number(count),
  }
  return (
    <Group justify="space-between" gap="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        {common('pagination.range', range)}
      </Text>
      <Pagination
        value={page}
        total={Math.ceil(count / pageSize)}
        onChange={onPage}
        size="sm"
        aria-label={common('pagination.label')}
        getItemProps={(item) => ({
          children: number(item),
          'aria-label': common('pagination.page', { page: number(item) }),
        })}
        getControlProps={(control) => ({ 'aria-label': common(`pagination.${control}`) })}
      />
    </Group>
  )
}
