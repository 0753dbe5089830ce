import { Group, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { Card } from '../../ui/Card.tsx'
import { instantOf } from '../settings/zoned-time.ts'
import { type Draft, proposedTime, type timeProblem } from './draft.ts'

type WhenFieldProps = {
  value: Pick<Draft, 'when' | 'wall'>
  onChange: (change: Partial<Draft>) => void
  timeZone: string
  /** It has a time already, so “now” is no choice any more. */
  isPlanned: boolean
  problem: ReturnType<typeof timeProblem>
}

/** Now, or a day and a time on the clocks of the workspace. */
export function WhenField({ value, onChange, timeZone, isPlanned, problem }: WhenFieldProps) {
  const { t } = useTranslation('channel-posts')
  const { longDateTime } = useFormat()
  const instant = instantOf(value.wall, timeZone)
  return (
    <Card title={t('when.title')}>
      <Stack gap="sm">
        {!isPlanned && (
          <Radio.Group
            aria-label={t('when.title')}
            value={value.when}
            onChange={(when) =>
              onChange(
                when === 'later'
                  ? { when, wall: value.wall || proposedTime(undefined, timeZone, Date.now()) }
                  : { when: 'now' },
              )
            }
          >
            <Group gap="lg">
              <Radio value="now" label={t('when.now')} />
              <Radio value="later" label={t('when.later')} />
            </Group>
          </Radio.Group>
        )}
        {value.when === 'later' && (
          <>
            <TextInput
              type="datetime-local"
              label={t('when.time')}
              description={t('when.zone', { zone: timeZone.replaceAll('_', ' ') })}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              maw="20rem"
              value={value.wall}
              onChange={(event) => onChange({ wall: event.currentTarget.value })}
              error={problem && t(`when.${problem}`)}
            />
            {instant && (
              <Text size="sm" data-testid="moment">
                {longDateTime(instant)}
              </Text>
            )}
          </>
        )}
      </Stack>
    </Card>
  )
}
