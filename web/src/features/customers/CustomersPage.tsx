import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconPlus, IconUsers, IconUsersGroup } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkAnchor, LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchInput } from '../../ui/SearchInput.tsx'
import { type Customer, customerPageSize, customersQuery } from './api.ts'
import { CustomerDialog } from './CustomerDialog.tsx'

export function CustomersPage() {
  const { t } = useTranslation('customers')
  const search = useSearch({ from: '/app/customers' })
  const navigate = useNavigate({ from: '/customers' })
  const { can } = usePermissions()
  const [creating, create] = useDisclosure(false)
  const page = search.page ?? 1
  const customers = useQuery(customersQuery(useApi(), { search: search.q, page }))

  function narrow(change: Partial<typeof search>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  }

  const addButton = can('customers:write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={create.open}>
      {t('actions.add')}
    </Button>
  )

  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <>
            <LinkButton
              to="/customer-groups"
              variant="default"
              leftSection={<IconUsersGroup size={18} aria-hidden />}
            >
              {t('groups.title')}
            </LinkButton>
            {addButton}
          </>
        }
      />
      <SearchInput
        mb="md"
        maw="28rem"
        value={search.q ?? ''}
        label={t('search')}
        onSearch={(text) => narrow({ q: text.trim() === '' ? undefined : text })}
      />
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rows={customers.data?.customers}
        rowKey={(customer) => customer.id}
        error={customers.error}
        onRetry={() => void customers.refetch()}
        refreshing={customers.isPlaceholderData}
        onRowClick={({ id }) =>
          void navigate({ to: '/customers/$customerId', params: { customerId: String(id) } })
        }
        empty={
          search.q === undefined ? (
            <EmptyState
              icon={IconUsers}
              order={2}
              title={t('empty.title')}
              text={t('empty.text')}
              action={addButton}
            />
          ) : (
            <EmptyState
              order={2}
              title={t('nothingFound.title')}
              text={t('nothingFound.text')}
              action={
                <Button variant="light" onClick={() => void navigate({ search: {} })}>
                  {t('nothingFound.clear')}
                </Button>
              }
            />
          )
        }
        pagination={{
          page,
          pageSize: customerPageSize,
          total: customers.data?.total ?? 0,
          totalIsLowerBound: customers.data?.totalIsLowerBound,
          onPage: (next) => narrow({ page: next === 1 ? undefined : next }),
        }}
      />
      {creating && (
        <CustomerDialog
          customer={null}
          onClose={create.close}
          onSaved={({ id }) =>
            void navigate({ to: '/customers/$customerId', params: { customerId: String(id) } })
          }
        />
      )}
    </>
  )
}

function useColumns(): Column<Customer>[] {
  const { t } = useTranslation('customers')
  const { money } = useFormat()
  return [
    {
      key: 'name',
      header: t('fields.name'),
      primary: true,
      render: (customer) => (
        <Stack gap={0} miw={0}>
          <LinkAnchor
            to="/customers/$customerId"
            params={{ customerId: String(customer.id) }}
            size="sm"
            fw={600}
            c="inherit"
          >
            <bdi>{customer.name}</bdi>
          </LinkAnchor>
          <Text size="xs" c="dimmed">
            <bdi>{customer.code}</bdi>
          </Text>
        </Stack>
      ),
    },
    { key: 'phone', header: t('fields.phone'), render: ({ phone }) => <bdi dir="ltr">{phone ?? '–'}</bdi> },
    { key: 'email', header: t('fields.email'), render: ({ email }) => <bdi>{email ?? '–'}</bdi> },
    { key: 'group', header: t('fields.group'), render: ({ group_name }) => <bdi>{group_name ?? '–'}</bdi> },
    { key: 'tags', header: t('fields.tags'), render: ({ tags }) => <Tags tags={tags} most={3} /> },
    {
      key: 'credit',
      header: t('fields.creditLimit'),
      align: 'end',
      render: ({ credit_limit }) => (credit_limit === 0 ? '–' : <bdi>{money(credit_limit)}</bdi>),
    },
  ]
}

/** The first tags, and how many more there are. */
export function Tags({ tags, most = Number.POSITIVE_INFINITY }: { tags: string[]; most?: number }) {
  const { number } = useFormat()
  if (tags.length === 0) return '–'
  const more = tags.length - most
  return (
    <Group gap={4}>
      {tags.slice(0, most).map((tag) => (
        <Badge key={tag} variant="default" tt="none" fw={500} maw="14rem">
          <bdi>{tag}</bdi>
        </Badge>
      ))}
      {more > 0 && (
        <Text span size="xs" c="dimmed" dir="ltr">
          +{number(more)}
        </Text>
      )}
    </Group>
  )
}
