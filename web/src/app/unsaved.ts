import { useBlocker } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useConfirm } from '../ui/useConfirm.tsx'
import { useSession } from './session.tsx'

/**
 * Asks before a page is left whose input would be lost: on links, back and forward with our own dialog, on closing and
 * reloading with the browser's. After saving, leave with `navigate({ …, ignoreBlocker: true })`.
 */
export function useUnsavedWarning(unsaved: boolean): void {
  const { t } = useTranslation()
  const confirm = useConfirm()
  const session = useSession()
  useBlocker({
    disabled: !unsaved,
    enableBeforeUnload: unsaved,
    shouldBlockFn: async ({ current, next }) => {
      // Another filter of the same page loses nothing, and an ended session has to reach the log-in.
      if (current.pathname === next.pathname || session.state().status !== 'signed-in') return false
      const leave = await confirm({
        title: t('unsaved.title'),
        text: t('unsaved.text'),
        confirmLabel: t('unsaved.leave'),
        cancelLabel: t('unsaved.stay'),
        danger: true,
      })
      return !leave
    },
  })
}
