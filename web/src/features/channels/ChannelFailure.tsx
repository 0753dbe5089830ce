import { Alert, Text } from '@mantine/core'
import { IconAlertTriangle, IconClock } from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../app/api.ts'
import { useChannelErrorText } from './error-text.ts'
import { noticeClasses } from './notice-classes.ts'
import { useCountdown } from './useCountdown.ts'

type ChannelFailureProps = {
  error: unknown
  /** Buttons below the text. */
  action?: ReactNode
}

/**
 * Why a platform did not do what it was asked for: our sentence, what the platform itself said, and, where its limit is
 * reached, how long to wait, counted down. Nothing for null.
 */
export function ChannelFailure({ error, action }: ChannelFailureProps) {
  const { t } = useTranslation('channels')
  const text = useChannelErrorText()
  if (!error) return null
  const { platformSays, code } = error instanceof ApiError ? error : {}
  const look =
    code === 'rate_limited'
      ? { classNames: noticeClasses, icon: <IconClock aria-hidden /> }
      : { color: 'red', icon: <IconAlertTriangle aria-hidden /> }
  return (
    <Alert role="alert" {...look}>
      <Text size="sm">{text(error)}</Text>
      <Wait error={error} />
      {platformSays && (
        <Text size="xs" mt={4}>
          {t('platformSays')}: <bdi>{platformSays}</bdi>
        </Text>
      )}
      {action}
    </Alert>
  )
}

/** Says that a platform wants to be left alone, until `until` (milliseconds since 1970), and then goes. */
export function LimitNotice({ until }: { until: number }) {
  const { t } = useTranslation('channels')
  const left = useCountdown(until)
  const text = useWaitText()
  if (left === 0) return null
  return (
    <Alert classNames={noticeClasses} icon={<IconClock aria-hidden />}>
      <Text size="sm">{t('errors.rate_limited')}</Text>
      <Text size="sm" fw={600} data-testid="countdown">
        {text(left)}
      </Text>
    </Alert>
  )
}

/** Screen readers hear the first figure only; one a second would drown everything else. */
function Wait({ error }: { error: unknown }) {
  const left = useCountdown(useRetryMoment(error))
  const text = useWaitText()
  if (left === 0) return null
  return (
    <Text size="sm" fw={600} aria-live="off" data-testid="countdown">
      {text(left)}
    </Text>
  )
}

/** When an action may be tried again after `error` (milliseconds since 1970), or null. Counts from the error's first showing. */
export function useRetryMoment(error: unknown): number | null {
  return useMemo(
    () =>
      error instanceof ApiError && error.code === 'rate_limited'
        ? Date.now() + (error.retryAfter ?? 60) * 1000
        : null,
    [error],
  )
}

/** "Try again in 42 seconds", in minutes from two on. */
function useWaitText(): (seconds: number) => string {
  const { t } = useTranslation('channels')
  return (seconds) =>
    seconds < 120
      ? t('wait.seconds', { count: seconds })
      : t('wait.minutes', { count: Math.ceil(seconds / 60) })
}
