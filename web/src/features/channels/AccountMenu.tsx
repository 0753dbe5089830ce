import { ActionIcon, Menu } from '@mantine/core'
import { IconDotsVertical, IconPlugConnected, IconPlugConnectedX, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConfirm } from '../../ui/useConfirm.tsx'
import type { ChannelAccount, ChannelPlatform } from './api.ts'
import type { useAccountActions } from './useAccountActions.ts'

type AccountMenuProps = {
  account: ChannelAccount
  platform: ChannelPlatform
  actions: ReturnType<typeof useAccountActions>
}

/** What is done with an account more rarely; asks before something is lost. */
export function AccountMenu({ account, platform, actions: { run, busy } }: AccountMenuProps) {
  const { t } = useTranslation('channels')
  const confirm = useConfirm()
  const { name, status } = account

  async function ask(action: 'disconnect' | 'delete') {
    const meant = await confirm({
      title: t(`ask.${action}.title`, { name }),
      text: t(`ask.${action}.text`),
      confirmLabel: t(`actions.${action}`),
      danger: true,
    })
    if (meant) run(action)
  }

  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          aria-label={t('actions.more', { name })}
          loading={busy === 'disconnect' || busy === 'delete'}
          disabled={busy !== null}
        >
          <IconDotsVertical size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {status === 'connected' && account.is_active && platform.configured && (
          <Menu.Item leftSection={<IconPlugConnected size={16} aria-hidden />} onClick={() => run('connect')}>
            {t('actions.reconnect')}
          </Menu.Item>
        )}
        {status !== 'disconnected' && (
          <Menu.Item
            leftSection={<IconPlugConnectedX size={16} aria-hidden />}
            onClick={() => void ask('disconnect')}
          >
            {t('actions.disconnect')}
          </Menu.Item>
        )}
        <Menu.Item
          c="var(--mantine-color-error)"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => void ask('delete')}
        >
          {t('actions.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
