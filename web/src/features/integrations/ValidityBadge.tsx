import { Badge } from '@mantine/core'
import { IconCircleCheckFilled, IconCircleXFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

/** Drawn instead of written as emoji, which not every device has. */
export function ValidityBadge({ valid }: { valid: boolean }) {
  const { t } = useTranslation('integrations')
  return (
    <Badge
      variant="default"
      tt="none"
      fw={600}
      leftSection={
        valid ? (
          <IconCircleCheckFilled size={14} color="var(--mantine-color-harbour-6)" aria-hidden />
        ) : (
          <IconCircleXFilled size={14} color="var(--mantine-color-red-7)" aria-hidden />
        )
      }
    >
      {valid ? t('state.valid') : t('state.invalid')}
    </Badge>
  )
}
