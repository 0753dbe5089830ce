import { Checkbox, Select, Skeleton, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { ChannelFailure } from '../channels/ChannelFailure.tsx'
import { publishOptionsQuery } from './api.ts'
import type { DraftTarget } from './draft.ts'
import { useOptionTexts } from './post-texts.ts'

type TargetOptionsProps = { target: DraftTarget; onChange: (target: DraftTarget) => void }

/** What the account's platform lets people decide for a post; nothing where there is nothing to decide. */
export function TargetOptions({ target, onChange }: TargetOptionsProps) {
  const { t } = useTranslation('channel-posts')
  const texts = useOptionTexts()
  const { data, error, isLoading } = useQuery(publishOptionsQuery(useApi(), target.account))
  if (isLoading) return <Skeleton height={20} width="60%" />
  if (error) return <ChannelFailure error={error} />
  if (!data || data.length === 0) return null
  const set = (name: string, value: string | boolean) =>
    onChange({ ...target, options: { ...target.options, [name]: value } })

  return (
    <Stack gap="xs">
      {data.map((option) => {
        const value = target.options[option.name] ?? option.default
        if (option.type === 'boolean') {
          return (
            <Checkbox
              key={option.name}
              label={texts.option(option.name)}
              checked={value === true}
              // What the creator has switched off for all posts stays off.
              disabled={option.default === true}
              onChange={(event) => set(option.name, event.currentTarget.checked)}
            />
          )
        }
        return (
          <Select
            key={option.name}
            label={texts.option(option.name)}
            required={option.required}
            allowDeselect={false}
            data={option.choices.map((choice) => ({ value: choice, label: texts.choice(choice) }))}
            value={typeof value === 'string' ? value : null}
            onChange={(next) => next !== null && set(option.name, next)}
            error={option.required && value === null && t('problems.option_missing')}
          />
        )
      })}
    </Stack>
  )
}
