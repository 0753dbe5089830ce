import { Group } from '@mantine/core'
import { IconArticle, IconMessages, IconSend } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/links.tsx'
import type { ChannelAccount, ChannelPlatform } from './api.ts'

/** The ways to what can be done on the platform of a connected account. */
export function AccountLinks({ account, platform }: { account: ChannelAccount; platform: ChannelPlatform }) {
  const { t } = useTranslation('channels')
  if (account.status !== 'connected' || !account.is_active) return null
  const able = (capability: string) => platform.capabilities.includes(capability)
  const search = { account: account.id }
  const naming = (action: string) => t('actions.of', { action, name: account.name })
  return (
    <Group gap="xs">
      {able('posts') && (
        <LinkButton
          to="/integrations/posts"
          search={search}
          size="xs"
          variant="default"
          leftSection={<IconArticle size={14} aria-hidden />}
          aria-label={naming(t('links.posts'))}
        >
          {t('links.posts')}
        </LinkButton>
      )}
      {able('publish') && (
        <LinkButton
          to="/integrations/publish"
          search={search}
          size="xs"
          variant="default"
          leftSection={<IconSend size={14} className="flip-in-rtl" aria-hidden />}
          aria-label={naming(t('links.publish'))}
        >
          {t('links.publish')}
        </LinkButton>
      )}
      {able('messages') && (
        <LinkButton
          to="/integrations/whatsapp"
          search={search}
          size="xs"
          variant="default"
          leftSection={<IconMessages size={14} aria-hidden />}
          aria-label={naming(t('links.messages'))}
        >
          {t('links.messages')}
        </LinkButton>
      )}
    </Group>
  )
}
