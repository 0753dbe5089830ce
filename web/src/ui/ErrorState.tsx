import { Button, Code, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCloudOff, IconRefresh } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

type ErrorStateProps = {
  title?: string
  text: string
  /** Untranslated detail for a bug report. */
  detail?: string | undefined
  onRetry?: (() => void) | undefined
}

/** Says that loading failed and offers to try again. */
export function ErrorState({ title, text, detail, onRetry }: ErrorStateProps) {
  const { t } = useTranslation()
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center" role="alert">
      <ThemeIcon size={56} radius="xl" variant="light" color="red" aria-hidden>
        <IconCloudOff size={28} stroke={1.6} />
      </ThemeIcon>
      <Title order={3} size="h4" mt="xs">
        {title ?? t('errors.loadTitle')}
      </Title>
      <Text c="dimmed" maw="28rem">
        {text}
      </Text>
      {detail && <Code dir="ltr">{detail}</Code>}
      {onRetry && (
        <Button mt="sm" variant="light" leftSection={<IconRefresh size={18} />} onClick={onRetry}>
          {t('actions.retry')}
        </Button>
      )}
    </Stack>
  )
}
