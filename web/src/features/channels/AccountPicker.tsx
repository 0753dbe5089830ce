import { Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { accountChoiceQuery, type ChannelAccount, platformsQuery } from './api.ts'
import { PlatformIcon, platformName } from './PlatformIcon.tsx'

type AccountPickerProps = {
  value: number | null
  onChange: (account: number | null) => void
  /** Only accounts whose platform can do this (channels contract 7), such as `posts`. */
  able?: string
  /** Only accounts for which this is true. */
  among?: (account: ChannelAccount) => boolean
  label?: string
  /** Whether nothing may be chosen, which then means all accounts. */
  optional?: boolean
}

/** Chooses one of the accounts of the shop, by platform. */
export function AccountPicker({
  value,
  onChange,
  able,
  among = () => true,
  label,
  optional = false,
}: AccountPickerProps) {
  const { t } = useTranslation('channels')
  const api = useApi()
  const { data: platforms = [] } = useQuery(platformsQuery(api))
  const { data: accounts = [] } = useQuery(accountChoiceQuery(api))
  const groups = platforms
    .filter(({ capabilities }) => able === undefined || capabilities.includes(able))
    .map((platform) => ({
      group: platformName(platform),
      items: accounts
        .filter((account) => account.platform === platform.value && among(account))
        .map(({ id, name }) => ({ value: String(id), label: name })),
    }))
    .filter(({ items }) => items.length > 0)
  const iconOf = (id: string) => {
    const account = accounts.find((one) => String(one.id) === id)
    return platforms.find(({ value: platform }) => platform === account?.platform)?.icon
  }
  return (
    <Select
      label={label ?? t('picker.label')}
      data={groups}
      value={value === null ? null : String(value)}
      onChange={(id) => onChange(id === null ? null : Number(id))}
      placeholder={optional ? t('picker.all') : undefined}
      clearable={optional}
      allowDeselect={optional}
      nothingFoundMessage={t('picker.nothing')}
      searchable={accounts.length > 8}
      leftSection={value === null ? undefined : <PlatformIcon icon={iconOf(String(value))} />}
      renderOption={({ option }) => (
        <Group gap="xs" wrap="nowrap">
          <PlatformIcon icon={iconOf(option.value)} />
          <bdi>{option.label}</bdi>
        </Group>
      )}
    />
  )
}
