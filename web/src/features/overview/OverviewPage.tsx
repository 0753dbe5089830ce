import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/session.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { FirstSteps } from './FirstSteps.tsx'

export function OverviewPage() {
  const { t } = useTranslation()
  const user = useUser()
  return (
    <>
      <PageHeader
        title={t('overview.greeting', { name: user.display_name })}
        description={t('overview.text', { workspace: user.workspace.name })}
      />
      <FirstSteps />
    </>
  )
}
