import { IconLock } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/session.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'

/** The page, or for everybody but platform administrators why it is not theirs; the server refuses them as well. */
export function StaffOnly({ children }: { children: ReactNode }) {
  return useUser().is_staff ? children : <NotForYou />
}

function NotForYou() {
  const { t } = useTranslation('admin-integrations')
  const { t: common } = useTranslation()
  useDocumentTitle(t('forbidden.title'))
  return (
    <EmptyState
      icon={IconLock}
      order={1}
      title={t('forbidden.title')}
      text={t('forbidden.text')}
      action={<LinkButton to="/">{common('notFound.home')}</LinkButton>}
    />
  )
}
