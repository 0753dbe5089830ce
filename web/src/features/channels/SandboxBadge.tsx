import { Badge, Tooltip } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ChannelPlatform } from './api.ts'
import classes from './Channels.module.css'
import { platformName } from './PlatformIcon.tsx'

/** Says that a sandbox stands in the place of this platform; nothing for a real one. */
export function SandboxBadge({ platform }: { platform: ChannelPlatform | undefined }) {
  const { t } = useTranslation('channels')
  if (!platform?.sandbox) return null
  return (
    <Tooltip label={t('sandbox.text', { platform: platformName(platform) })} multiline maw={320}>
      <Badge className={classes.sandbox} leftSection={<IconFlask size={13} aria-hidden />} tt="none">
        {t('sandbox.badge')}
      </Badge>
    </Tooltip>
  )
}
