import { Button, Checkbox, Group, Menu, Paper, Text } from '@mantine/core'
import { IconChevronDown, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import {
  type BulkChange,
  changeStoreProducts,
  deleteStoreProducts,
  isSynced,
  type StoreProduct,
  touchedByStoreProducts,
} from './api.ts'
import classes from './StoreProducts.module.css'

type BulkBarProps = {
  /** What the page shows. */
  rows: StoreProduct[]
  /** Those of them that are chosen. */
  chosen: StoreProduct[]
  onChooseAll: (all: boolean) => void
  /** The chosen ones have been dealt with. */
  onDone: () => void
}

/** Chooses all products of a page at once, and changes or deletes the chosen ones. */
export function BulkBar({ rows, chosen, onChooseAll, onDone }: BulkBarProps) {
  const { t } = useTranslation('store-products')
  const { change, remove, busy } = useBulkActions(chosen, onDone)
  const all = chosen.length === rows.length
  return (
    <Paper className={classes.bulk} component="section" aria-label={t('select.change')}>
      <Checkbox
        label={t('select.all')}
        checked={all}
        indeterminate={!all && chosen.length > 0}
        onChange={() => onChooseAll(!all)}
      />
      {chosen.length > 0 && (
        <Group gap="xs" ms="auto">
          <Text size="sm" c="dimmed" aria-live="polite">
            {t('select.count', { count: chosen.length })}
          </Text>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button
                size="xs"
                variant="default"
                loading={busy}
                rightSection={<IconChevronDown size={15} aria-hidden />}
              >
                {t('select.change')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => void change({ is_active: true })}>{t('select.activate')}</Menu.Item>
              <Menu.Item onClick={() => void change({ is_active: false })}>
                {t('select.deactivate')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item onClick={() => void change({ in_stock: true })}>{t('select.inStock')}</Menu.Item>
              <Menu.Item onClick={() => void change({ in_stock: false })}>{t('select.outOfStock')}</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button
            size="xs"
            variant="default"
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={15} aria-hidden />}
            loading={busy}
            onClick={() => void remove()}
          >
            {t('select.delete')}
          </Button>
        </Group>
      )}
    </Paper>
  )
}

function useBulkActions(chosen: StoreProduct[], onDone: () => void) {
  const { t } = useTranslation('store-products')
  const api = useApi()
  const toasts = useToasts()
  const queryClient = useQueryClient()
  const confirm = useConfirm()
  const ids = chosen.map(({ id }) => id)
  const count = chosen.length

  const { mutate, isPending } = useMutation({
    mutationFn: (change: BulkChange | 'delete') =>
      change === 'delete' ? deleteStoreProducts(api, ids) : changeStoreProducts(api, ids, change),
    onSuccess: (done, change) => {
      toasts.success(t(change === 'delete' ? 'bulk.deleted' : 'bulk.changed', { count: done }))
      onDone()
    },
    onError: toasts.failure,
    onSettled: () => {
      for (const name of touchedByStoreProducts) void queryClient.invalidateQueries({ queryKey: [name] })
    },
  })

  async function change(wish: BulkChange) {
    const question = {
      title: t('bulk.deactivateTitle', { count }),
      text: t('bulk.deactivateText'),
      confirmLabel: t('select.deactivate'),
    }
    if (wish.is_active !== false || (await confirm(question))) mutate(wish)
  }

  async function remove() {
    const question = {
      title: t('bulk.deleteTitle', { count }),
      text: [t('delete.text'), ...(chosen.some(isSynced) ? [t('delete.synced')] : [])].join(' '),
      confirmLabel: t('delete.confirm'),
      danger: true,
    }
    if (await confirm(question)) mutate('delete')
  }

  return { change, remove, busy: isPending }
}
