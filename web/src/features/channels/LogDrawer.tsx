import { Code, Drawer, Group, Stack, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/DateTime.tsx'
import { Fact } from '../integrations/Fact.tsx'
import type { ChannelLog } from './api.ts'
import classes from './Channels.module.css'
import { LogStatus, useLogTexts } from './log-texts.tsx'

/** One row of the log with what server and platform noted; secrets were taken out before it was kept. Mount it only while it is open. */
export function LogDrawer({ log, onClose }: { log: ChannelLog; onClose: () => void }) {
  const { t } = useTranslation('channels')
  const { t: common } = useTranslation()
  const { actionOf, reasonOf } = useLogTexts()
  const data = [log.response_data && JSON.stringify(log.response_data, null, 2), indented(log.error_details)]
    .filter(Boolean)
    .join('\n')
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={actionOf(log)}
      closeButtonProps={{ 'aria-label': common('actions.close') }}
    >
      <Stack>
        <Group gap="xs">
          <LogStatus status={log.status} />
          <Text size="sm" c="dimmed">
            <DateTime value={log.created_at} show="longDateTime" />
          </Text>
        </Group>
        <dl className={classes.facts}>
          <Fact label={t('logs.columns.account')}>
            <bdi>{log.account_name}</bdi>
          </Fact>
          {reasonOf(log) && <Fact label={t('logs.columns.reason')}>{reasonOf(log)}</Fact>}
          {log.message && (
            <Fact label={t('logs.server')}>
              <bdi>{log.message}</bdi>
            </Fact>
          )}
        </dl>
        {data && (
          <Stack gap={6}>
            <Title order={3} size="h6">
              {t('logs.data')}
            </Title>
            <Code block dir="ltr" className={classes.data} tabIndex={0}>
              {data}
            </Code>
          </Stack>
        )}
      </Stack>
    </Drawer>
  )
}

function indented(text: string | null): string | null {
  try {
    return text && JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
