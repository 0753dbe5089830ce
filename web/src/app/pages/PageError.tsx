import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'
import { useSessionState } from '../session.tsx'
import classes from './pages.module.css'

/** What stands in place of a page that threw, or of the whole app while the server cannot be reached. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const router = useRouter()
  const unreachable = useSessionState().status === 'unreachable'
  useDocumentTitle(t('errors.pageTitle'))

  async function retry() {
    await router.invalidate()
    reset()
  }

  return (
    <div className={classes.centered}>
      <ErrorState
        title={unreachable ? t('errors.unreachableTitle') : t('errors.pageTitle')}
        text={unreachable ? t('errors.network') : t('errors.pageText')}
        detail={unreachable ? undefined : error instanceof Error ? error.message : String(error)}
        onRetry={retry}
      />
    </div>
  )
}
