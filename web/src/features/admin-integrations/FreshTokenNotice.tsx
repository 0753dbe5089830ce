import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FreshToken } from '../integrations/api.ts'
import { Copyable } from '../integrations/Copyable.tsx'

/** The message on top of the list that shows a regenerated token, once (storefronts contract 3). */
export function FreshTokenNotice({ token, onClose }: { token: FreshToken; onClose: () => void }) {
  const { t } = useTranslation('admin-integrations')
  return (
    <Alert
      color="harbour"
      mb="md"
      role="status"
      icon={<IconCircleCheck size={20} aria-hidden />}
      title={t('fresh.title', { name: token.name })}
    >
      <Stack gap="sm">
        <Text size="sm">{t('fresh.text', { email: token.user.email })}</Text>
        <Copyable label={t('fresh.token')} text={token.token} testId="token" />
        {token.webhook && <Copyable label={t('fresh.secret')} text={token.webhook.secret} />}
        <Group>
          <Button size="xs" onClick={onClose}>
            {t('fresh.close')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
