import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'

type DialogButtonsProps = {
  onCancel: () => void
  saving: boolean
  disabled?: boolean
  /** What the submit button says; without one “Save”. */
  label?: string
}

/** The end of a form in a dialog: leave, or submit the form around these buttons. */
export function DialogButtons({ onCancel, saving, disabled = false, label }: DialogButtonsProps) {
  const { t } = useTranslation()
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel}>
        {t('actions.cancel')}
      </Button>
      <Button type="submit" disabled={disabled} loading={saving}>
        {label ?? t('actions.save')}
      </Button>
    </Group>
  )
}
