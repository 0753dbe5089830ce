import type { TitleOrder } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useRoleLabel } from '../app/role-label.ts'
import { EmptyState } from './EmptyState.tsx'
import { LinkButton } from './links.tsx'

/** What stands in place of something that the reader's role does not open. */
export function ForbiddenState({ order = 2 }: { order?: TitleOrder }) {
  const { t } = useTranslation()
  const role = useRoleLabel()
  return (
    <EmptyState
      icon={IconLock}
      order={order}
      title={t('forbidden.title')}
      text={t('forbidden.text', { role })}
      action={<LinkButton to="/">{t('notFound.home')}</LinkButton>}
    />
  )
}
