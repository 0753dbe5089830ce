import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCheck, IconInfoCircle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from './errors.ts'

export type Toasts = {
  /** `text` is already translated. */
  success(text: string): void
  /** Something to know that is neither; already translated. */
  notice(text: string): void
  /** What went wrong, already translated. */
  problem(text: string): void
  /** Any thrown value; shows what `useErrorText` makes of it. */
  failure(error: unknown): void
}

/** Short messages in the corner; screen readers hear them. */
export function useToasts(): Toasts {
  const { t } = useTranslation()
  const errorText = useErrorText()
  return useMemo(() => {
    const closeButtonProps = { 'aria-label': t('actions.close') }
    const problem = (text: string) =>
      void notifications.show({
        message: text,
        color: 'red',
        icon: <IconAlertTriangle size={18} />,
        autoClose: 8000,
        closeButtonProps,
      })
    return {
      success: (text) =>
        void notifications.show({
          message: text,
          color: 'harbour',
          icon: <IconCheck size={18} />,
          closeButtonProps,
        }),
      notice: (text) =>
        void notifications.show({
          message: text,
          color: 'yellow',
          icon: <IconInfoCircle size={18} />,
          closeButtonProps,
        }),
      problem,
      failure: (error) => problem(errorText(error)),
    }
  }, [t, errorText])
}
