import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { unreadQuery } from './api.ts'

/** How many messages wait to be read, for the menu; nothing while there are none. */
export function UnreadBadge() {
  const { t } = useTranslation()
  const { number } = useFormat()
  const api = useApi()
  const { data: unread = 0 } = useQuery({ ...unreadQuery(api), retry: false })
  if (unread === 0) return null
  return (
    <Badge
      size="sm"
      circle={unread < 10}
      variant="filled"
      aria-label={t('nav.unread', { count: unread })}
      role="img"
    >
      {unread > 99 ? `${number(99)}+` : number(unread)}
    </Badge>
  )
}
