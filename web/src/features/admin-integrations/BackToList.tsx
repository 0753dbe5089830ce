import { IconArrowLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/links.tsx'

export function BackToList() {
  const { t } = useTranslation('admin-integrations')
  return (
    <LinkButton
      to="/admin/integrations/integrationtoken"
      variant="subtle"
      size="compact-sm"
      mb={4}
      leftSection={<IconArrowLeft size={16} className="flip-in-rtl" aria-hidden />}
    >
      {t('add.back')}
    </LinkButton>
  )
}
