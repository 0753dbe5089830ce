import { Button } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useUser } from '../../app/session.tsx'
import { DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { type FreshToken, pageSize } from '../integrations/api.ts'
import { useFirstPageInstead } from '../integrations/useFirstPageInstead.ts'
import { adminTokensQuery } from './api.ts'
import { FreshTokenNotice } from './FreshTokenNotice.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { StaffOnly } from './StaffOnly.tsx'
import { TokenFilters } from './TokenFilters.tsx'
import { useTokenColumns } from './useTokenColumns.tsx'

/** `/admin/integrations/integrationtoken/` (storefronts contract 3). */
export function AdminTokensPage() {
  return (
    <StaffOnly>
      <TokenList />
    </StaffOnly>
  )
}

function TokenList() {
  const { t } = useTranslation('admin-integrations')
  const { page = 1, ...filters } = useSearch({ from: '/app/admin/integrations/integrationtoken' })
  const navigate = useNavigate({ from: '/admin/integrations/integrationtoken' })
  const timeZone = useUser().workspace.time_zone
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [fresh, setFresh] = useState<FreshToken | null>(null)
  const tokens = useQuery(adminTokensQuery(useApi(), filters, page, timeZone))
  const selected = (tokens.data?.results ?? []).filter(({ id }) => chosen.has(id))
  const columns = useTokenColumns({
    isChosen: (token) => chosen.has(token.id),
    onChoose: (token, on) => {
      const next = new Set(chosen)
      if (on) next.add(token.id)
      else next.delete(token.id)
      setChosen(next)
    },
  })

  function narrow(change: Partial<typeof filters & { page: number | undefined }>) {
    setChosen(new Set())
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }
  useFirstPageInstead(tokens.error, page, () => narrow({}))

  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('text')}
        actions={
          <LinkButton
            to="/admin/integrations/integrationtoken/add"
            leftSection={<IconPlus size={18} aria-hidden />}
          >
            {t('actions.add')}
          </LinkButton>
        }
      />
      {fresh && <FreshTokenNotice token={fresh} onClose={() => setFresh(null)} />}
      <TokenFilters filters={filters} narrow={narrow} />
      {tokens.data && tokens.data.results.length > 0 && (
        <SelectionBar
          rows={tokens.data.results}
          selected={selected}
          onSelect={(ids) => setChosen(new Set(ids))}
          onRegenerated={setFresh}
        />
      )}
      <DataTable
        label={t('title')}
        columns={columns}
        rows={tokens.data?.results}
        rowKey={(token) => token.id}
        error={tokens.error}
        onRetry={() => void tokens.refetch()}
        refreshing={tokens.isPlaceholderData}
        empty={
          Object.keys(filters).length === 0 ? (
            <EmptyState icon={IconKey} order={2} title={t('empty.title')} text={t('empty.text')} />
          ) : (
            <EmptyState
              order={2}
              title={t('nothingFound')}
              action={
                <Button variant="light" onClick={() => void navigate({ search: {}, replace: true })}>
                  {t('actions.clear')}
                </Button>
              }
            />
          )
        }
        pagination={{
          page,
          pageSize,
          total: tokens.data?.count ?? 0,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
    </>
  )
}
