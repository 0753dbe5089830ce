import { Button } from '@mantine/core'
import { IconCompassOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import classes from './pages.module.css'

export function NotFoundPage() {
  const { t } = useTranslation()
  useDocumentTitle(t('notFound.title'))
  return (
    <main className={classes.centered} id="main">
      <EmptyState
        icon={IconCompassOff}
        title={t('notFound.title')}
        text={t('notFound.text')}
        order={1}
        action={
          <>
            <LinkButton to="/">{t('notFound.home')}</LinkButton>
            <Button variant="default" onClick={() => window.history.back()}>
              {t('actions.back')}
            </Button>
          </>
        }
      />
    </main>
  )
}
