import { Radio, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRoleLabel } from '../../app/role-label.ts'
import { type GivenRole, givenRoles } from './api.ts'

type RolePickerProps = { value: GivenRole; onChange: (role: GivenRole) => void }

/** The roles that can be given, each with what it may do. */
export function RolePicker({ value, onChange }: RolePickerProps) {
  const { t } = useTranslation('team')
  return (
    <Radio.Group
      label={t('fields.role')}
      value={value}
      onChange={(next) => onChange(givenRoles.find((role) => role === next) ?? value)}
    >
      <Stack gap="sm" mt="xs">
        {givenRoles.map((role) => (
          <RoleOption key={role} role={role} />
        ))}
      </Stack>
    </Radio.Group>
  )
}

function RoleOption({ role }: { role: GivenRole }) {
  const { t } = useTranslation('team')
  return <Radio value={role} label={useRoleLabel(role)} description={t(`explained.${role}`)} />
}
