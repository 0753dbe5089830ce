import { Alert, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { ChannelFailure } from '../channels/ChannelFailure.tsx'
import { useRefusalText } from './refusals.ts'

/** Why a message was not sent; nothing for null. */
export function SendFailure({ error, action }: { error: unknown; action?: ReactNode }) {
  const refusalText = useRefusalText()
  const { t } = useTranslation('whatsapp')
  const { code, unconfirmed } = error instanceof ApiError ? error : {}
  const text = unconfirmed ? t('refusals.lost') : refusalText(code)
  if (text === null) return <ChannelFailure error={error} action={action} />
  return (
    <Alert color="red" role="alert" icon={<IconAlertTriangle aria-hidden />}>
      <Text size="sm">{text}</Text>
      {action}
    </Alert>
  )
}
