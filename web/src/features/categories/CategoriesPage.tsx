import { ActionIcon, Alert, Button, Group, Paper, Skeleton, Stack, Text } from '@mantine/core'
import { IconFolder, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useErrorText } from '../../app/errors.ts'
import { usePermissions } from '../../app/permissions.ts'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkAnchor } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import { categoriesQuery, deleteCategory } from './api.ts'
import classes from './Categories.module.css'
import { CategoryDialog } from './CategoryDialog.tsx'
import { type FlatCategory, flattenTree } from './tree.ts'

type Editing = { category: FlatCategory | null; parentId: number | null }

export function CategoriesPage() {
  const { t } = useTranslation('products')
  const api = useApi()
  const errorText = useErrorText()
  const tree = useQuery(categoriesQuery(api))
  const [editing, setEditing] = useState<Editing | null>(null)
  const { can } = usePermissions()
  const add = (parentId: number | null) => setEditing({ category: null, parentId })

  const addButton = can('products:write') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => add(null)}>
      {t('categories.add')}
    </Button>
  )

  return (
    <>
      <PageHeader title={t('categories.title')} description={t('categories.text')} actions={addButton} />
      <Paper className={classes.frame} aria-busy={tree.isPending}>
        {tree.isPending && (
          <Stack p="md">
            <Skeleton height={20} width="40%" />
            <Skeleton height={20} width="55%" ms="lg" />
            <Skeleton height={20} width="35%" />
          </Stack>
        )}
        {tree.isError && <ErrorState text={errorText(tree.error)} onRetry={() => void tree.refetch()} />}
        {tree.data?.length === 0 && (
          <EmptyState
            icon={IconFolder}
            order={2}
            title={t('categories.emptyTitle')}
            text={t('categories.emptyText')}
            action={addButton}
          />
        )}
        {tree.data && tree.data.length > 0 && (
          <ul className={classes.tree}>
            {flattenTree(tree.data).map((category) => (
              <Line
                key={category.id}
                category={category}
                onEdit={() => setEditing({ category, parentId: category.parentId })}
                onAdd={() => add(category.id)}
              />
            ))}
          </ul>
        )}
      </Paper>
      {editing && <CategoryDialog {...editing} onClose={() => setEditing(null)} />}
    </>
  )
}

function Line(props: { category: FlatCategory; onEdit: () => void; onAdd: () => void }) {
  const { category, onEdit, onAdd } = props
  const { t } = useTranslation('products')
  const api = useApi()
  const queryClient = useQueryClient()
  const toasts = useToasts()
  const confirm = useConfirm()
  const errorText = useErrorText()
  const { can } = usePermissions()

  const remove = useMutation({
    mutationFn: () => deleteCategory(api, category.id),
    onSuccess: async () => {
      toasts.success(t('categories.deleted', { name: category.name }))
      await queryClient.invalidateQueries({ queryKey: ['categories'] })
    },
  })

  async function askAndRemove() {
    const question = {
      title: t('categories.deleteTitle', { name: category.name }),
      text: t('categories.deleteText'),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) remove.mutate()
  }

  function refusal(error: unknown): string {
    if (!(error instanceof ApiError)) return errorText(error)
    if (/with products/i.test(error.message)) return t('categories.hasProducts')
    if (/with subcategories/i.test(error.message)) return t('categories.hasChildren')
    return errorText(error)
  }

  return (
    <li className={classes.line} style={{ '--depth': category.depth } as React.CSSProperties}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Group gap="sm" wrap="nowrap" miw={0}>
          <IconFolder size={20} stroke={1.6} aria-hidden className={classes.icon} />
          <Text component="span" className={classes.name}>
            <LinkAnchor to="/products" search={{ category: category.id }} c="inherit">
              <bdi>{category.name}</bdi>
            </LinkAnchor>
          </Text>
        </Group>
        {can('products:write') && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon aria-label={t('categories.addBelow', { name: category.name })} onClick={onAdd}>
              <IconPlus size={18} />
            </ActionIcon>
            <ActionIcon aria-label={t('categories.editOf', { name: category.name })} onClick={onEdit}>
              <IconPencil size={18} />
            </ActionIcon>
            <ActionIcon
              aria-label={t('categories.deleteOf', { name: category.name })}
              color="red"
              loading={remove.isPending}
              onClick={() => void askAndRemove()}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        )}
      </Group>
      {remove.isError && (
        <Alert color="red" mt={6} py={8} role="alert" withCloseButton onClose={() => remove.reset()}>
          {refusal(remove.error)}
        </Alert>
      )}
    </li>
  )
}
