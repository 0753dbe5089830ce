import { Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'

type Question = {
  title: string
  text: string
  /** What the button does, as a verb: "Delete", "End session". */
  confirmLabel: string
  /** Defaults to "Cancel". */
  cancelLabel?: string
  /** Red button for what cannot be undone. */
  danger?: boolean
}

/** `await confirm({…})` asks in a dialog and resolves with the answer; closing the dialog means no. */
export function useConfirm(): (question: Question) => Promise<boolean> {
  const { t } = useTranslation()
  return useCallback(
    ({ title, text, confirmLabel, cancelLabel, danger = false }) =>
      new Promise((resolve) => {
        modals.openConfirmModal({
          title,
          children: <Text size="sm">{text}</Text>,
          labels: { confirm: confirmLabel, cancel: cancelLabel ?? t('actions.cancel') },
          confirmProps: { color: danger ? 'red.8' : undefined },
          closeButtonProps: { 'aria-label': t('actions.close') },
          onConfirm: () => resolve(true),
          onCancel: () => resolve(false),
          onClose: () => resolve(false),
        })
      }),
    [t],
  )
}
