import { useTranslation } from 'react-i18next'
import { type Role, roles, usePermissions } from './permissions.ts'

/** The name of a role in the reader's language; without one, of the reader's own role. */
export function useRoleLabel(role?: string): string {
  const { t } = useTranslation()
  const own = usePermissions().role
  const shown = role ?? own ?? 'viewer'
  return roles.includes(shown as Role) ? t(`roles.${shown as Role}`) : shown
}
