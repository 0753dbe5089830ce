import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { NewApiToken } from './api-tokens.ts'
import classes from './SettingsPage.module.css'
import { tokenCurl } from './token-curl.ts'

/** The text of a new token, for the one time that it is known. Closes by its button only. */
export function NewTokenDialog({ token, onClose }: { token: NewApiToken; onClose: () => void }) {
  const { t } = useTranslation('api-tokens')
  const command = tokenCurl(window.location.origin, token.token, token.permissions)
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('created.title', { name: token.name })}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Alert color="yellow" icon={<IconAlertTriangle size={20} aria-hidden />}>
          {t('created.warning')}
        </Alert>
        <Copyable label={t('created.copy')} text={token.token} name="token" />
        {command && (
          <Stack gap={6}>
            <Text size="sm">{t('created.try')}</Text>
            <Copyable label={t('created.copyCommand')} text={command} name="curl" />
          </Stack>
        )}
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('created.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** The text can also be selected: browsers give the clipboard to secure pages only. */
function Copyable({ label, text, name }: { label: string; text: string; name: string }) {
  const { t } = useTranslation('api-tokens')
  return (
    <Stack gap={6} align="flex-start">
      <Code block dir="ltr" className={classes.secret} data-testid={name}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            size="xs"
            variant="default"
            leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            onClick={copy}
          >
            {copied ? t('created.copied') : label}
          </Button>
        )}
      </CopyButton>
    </Stack>
  )
}
