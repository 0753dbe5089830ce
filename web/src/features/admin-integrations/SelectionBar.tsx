import { Button, Checkbox, Group, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useToasts } from '../../app/toasts.tsx'
import { useConfirm } from '../../ui/useConfirm.tsx'
import type { FreshToken, StoreToken } from '../integrations/api.ts'
import { deleteAnyToken, regenerateAnyToken, switchAnyToken } from './api.ts'

type Action = 'activate' | 'deactivate' | 'delete'

type SelectionBarProps = {
  rows: StoreToken[]
  selected: StoreToken[]
  onSelect: (ids: string[]) => void
  onRegenerated: (token: FreshToken) => void
}

/** What can be done with the selected tokens; a new text is for exactly one of them. */
export function SelectionBar({ rows, selected, onSelect, onRegenerated }: SelectionBarProps) {
  const { t } = useTranslation('admin-integrations')
  const { t: shared } = useTranslation('integrations')
  const api = useApi()
  const toasts = useToasts()
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const [complaint, setComplaint] = useState(false)
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['admin-integrations'] })

  const act = useMutation({
    async mutationFn({ action, ids }: { action: Action; ids: string[] }) {
      for (const id of ids) {
        if (action === 'delete') await deleteAnyToken(api, id)
        else await switchAnyToken(api, id, action)
      }
    },
    onSuccess: (_answer, { action }) => {
      toasts.success(t(`done.${action}`))
      onSelect([])
    },
    onError: toasts.failure,
    onSettled: refresh,
  })
  const regenerate = useMutation({
    // The answer goes to the message that shows it and into no cache.
    mutationFn: async (id: string) => onRegenerated(await regenerateAnyToken(api, id)),
    onSuccess: () => onSelect([]),
    onError: toasts.failure,
    onSettled: refresh,
  })

  async function run(action: Action) {
    const ids = selected.map(({ id }) => id)
    const question = action !== 'activate' && {
      title: t(`ask.${action}.title`, { count: ids.length }),
      text: t(`ask.${action}.text`),
      confirmLabel: t(`actions.${action}`),
      danger: true,
    }
    if (question && !(await confirm(question))) return
    act.mutate({ action, ids })
  }

  async function runRegenerate() {
    const [only, ...others] = selected
    setComplaint(!only || others.length > 0)
    if (!only || others.length > 0) return
    const question = {
      title: shared('ask.regenerate.title', { name: only.name }),
      text: shared('ask.regenerate.text'),
      confirmLabel: shared('actions.regenerate'),
      danger: true,
    }
    if (await confirm(question)) regenerate.mutate(only.id)
  }

  const busy = act.isPending || regenerate.isPending
  return (
    <>
      <Group mb="sm" gap="xs">
        <Checkbox
          label={selected.length === 0 ? t('selectAll') : t('selected', { count: selected.length })}
          checked={selected.length === rows.length}
          indeterminate={selected.length > 0 && selected.length < rows.length}
          onChange={() => onSelect(selected.length === rows.length ? [] : rows.map(({ id }) => id))}
        />
        {selected.length > 0 &&
          (['activate', 'deactivate', 'delete'] as const).map((action) => (
            <Button
              key={action}
              size="xs"
              variant="default"
              c={action === 'delete' ? 'var(--mantine-color-error)' : undefined}
              disabled={busy}
              onClick={() => void run(action)}
            >
              {t(`actions.${action}`)}
            </Button>
          ))}
        <Button size="xs" variant="default" disabled={busy} onClick={() => void runRegenerate()}>
          {t('actions.regenerate')}
        </Button>
      </Group>
      {complaint && selected.length !== 1 && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mb="sm">
          {t('exactlyOne')}
        </Text>
      )}
    </>
  )
}
