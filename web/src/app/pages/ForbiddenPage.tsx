import { useTranslation } from 'react-i18next'
import { ForbiddenState } from '../../ui/ForbiddenState.tsx'
import { useDocumentTitle } from '../../ui/useDocumentTitle.ts'

/** What stands in place of a page that the role does not open. */
export function ForbiddenPage() {
  const { t } = useTranslation()
  useDocumentTitle(t('forbidden.title'))
  return <ForbiddenState order={1} />
}
