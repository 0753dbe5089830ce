import { Loader } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './pages.module.css'

export function PageLoader() {
  const { t } = useTranslation()
  return (
    <div className={classes.centered} role="status">
      <Loader aria-label={t('states.loading')} />
    </div>
  )
}
