import { Alert, Fieldset } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Fields that the reader's role may see but not change: while `active`, disabled, with the reason above them. */
export function ReadOnlyForm({ active, children }: { active: boolean; children: ReactNode }) {
  const { t } = useTranslation()
  if (!active) return children
  return (
    <>
      <Alert color="gray" mb="md" icon={<IconEye size={20} aria-hidden />}>
        {t('forbidden.readOnly')}
      </Alert>
      <Fieldset variant="unstyled" disabled>
        {children}
      </Fieldset>
    </>
  )
}
