import { useTranslation } from 'react-i18next'
import { useConfirm } from '../../ui/useConfirm.tsx'
import type { StoreToken } from './api.ts'

/** Asks before a token gets another text or goes: both stop the shop at once. */
export function useTokenQuestion(): (
  action: 'regenerate' | 'delete',
  token: Pick<StoreToken, 'name'>,
) => Promise<boolean> {
  const { t } = useTranslation('integrations')
  const confirm = useConfirm()
  return (action, { name }) =>
    confirm({
      title: t(`ask.${action}.title`, { name }),
      text: t(`ask.${action}.text`),
      confirmLabel: t(`actions.${action}`),
      danger: true,
    })
}
