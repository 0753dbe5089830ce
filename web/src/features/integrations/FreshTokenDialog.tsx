import { Alert, Button, Code, Group, List, Modal, Stack, Tabs, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FreshToken } from './api.ts'
import { Copyable } from './Copyable.tsx'
import classes from './Store.module.css'

type FreshTokenDialogProps = {
  token: FreshToken
  /** The token existed before and has a new text. */
  regenerated?: boolean
  onClose: () => void
}

const syncPath = '/api/v1/integrations/woocommerce/webhook/'

/**
 * The text of a token and the secret of its webhooks, for the one time that they are known (storefronts contract 10).
 * Closes by its button only; whoever shows it forgets the token then.
 */
export function FreshTokenDialog({ token, regenerated = false, onClose }: FreshTokenDialogProps) {
  const { t } = useTranslation('integrations')
  const forWordPress = token.integration_type === 'woocommerce'
  // The server knows under which address shops reach it; this page may have been opened under another.
  const server = new URL(token.webhook?.delivery_url ?? window.location.origin).origin
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheckFilled size={22} color="var(--mantine-color-harbour-6)" aria-hidden />
          <span>{regenerated ? t('created.regenerated') : t('created.title')}</span>
        </Group>
      }
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack>
        <Text fw={600}>
          <bdi>{token.name}</bdi>
        </Text>
        <Alert color="yellow" icon={<IconAlertTriangle size={20} aria-hidden />}>
          {t('created.warning')}
        </Alert>
        <Tabs defaultValue="token" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="token">{forWordPress ? t('created.plugin') : t('created.program')}</Tabs.Tab>
            {token.webhook && <Tabs.Tab value="webhook">{t('created.noPlugin')}</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="token" pt="md">
            <Stack>
              <Copyable
                label={t('fields.token')}
                text={token.token}
                button={t('created.copyToken')}
                testId="token"
              />
              {forWordPress ? <PluginSteps server={server} /> : <ProgramText server={server} />}
            </Stack>
          </Tabs.Panel>
          {token.webhook && (
            <Tabs.Panel value="webhook" pt="md">
              <WebhookSteps webhook={token.webhook} />
            </Tabs.Panel>
          )}
        </Tabs>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('created.close')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function PluginSteps({ server }: { server: string }) {
  const { t } = useTranslation('integrations')
  return (
    <Stack gap="xs">
      <Text fw={600} size="sm">
        {t('created.next')}
      </Text>
      <List type="ordered" size="sm" spacing={4} className={classes.steps}>
        <List.Item>{t('created.steps.copy')}</List.Item>
        <List.Item>{t('created.steps.wordpress')}</List.Item>
        <List.Item>{t('created.steps.plugin')}</List.Item>
        <List.Item>{t('created.steps.paste')}</List.Item>
      </List>
      <Copyable bare label={t('created.steps.server')} text={server} />
      <Text size="sm" c="dimmed">
        {t('created.pluginOrders', { tab: t('created.noPlugin') })}
      </Text>
    </Stack>
  )
}

function ProgramText({ server }: { server: string }) {
  const { t } = useTranslation('integrations')
  return (
    <Stack gap="xs">
      <Text size="sm">{t('created.programText')}</Text>
      <Copyable bare label={t('created.steps.server')} text={server + syncPath} />
    </Stack>
  )
}

function WebhookSteps({ webhook }: { webhook: NonNullable<FreshToken['webhook']> }) {
  const { t } = useTranslation('integrations')
  return (
    <Stack>
      <Text size="sm">{t('created.hookText')}</Text>
      <Copyable label={t('created.url')} text={webhook.delivery_url} testId="delivery-url" />
      <Copyable label={t('created.secret')} text={webhook.secret} testId="webhook-secret" />
      <Text size="sm" c="dimmed">
        {t('created.secretWarning')}
      </Text>
      <List type="ordered" size="sm" spacing={4} className={classes.steps}>
        <List.Item>{t('created.hookSteps.open')}</List.Item>
        <List.Item>{t('created.hookSteps.topic')}</List.Item>
        <List.Item>{t('created.hookSteps.paste')}</List.Item>
        <List.Item>{t('created.hookSteps.version')}</List.Item>
      </List>
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t('created.topics')}
        </Text>
        <Group gap={6}>
          {webhook.topics.map((topic) => (
            <Code key={topic} dir="ltr">
              {topic}
            </Code>
          ))}
        </Group>
      </Stack>
      <Text size="sm" c="dimmed">
        {t('created.publicOnly')}
      </Text>
    </Stack>
  )
}
