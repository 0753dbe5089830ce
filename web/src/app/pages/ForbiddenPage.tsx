import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { useRoleLabel } from '../role-label.ts'

/** What stands in place of a page that the role does not open. */
export function ForbiddenPage() {
  const { t } = useTranslation()
  const role = useRoleLabel()
  useDocumentTitle(t('forbidden.title'))
  return (
    <EmptyState
      icon={IconLock}
      order={1}
      title={t('forbidden.title')}
      text={t('forbidden.text', { role })}
      action={<LinkButton to="/">{t('notFound.home')}</LinkButton>}
    />
  )
}
