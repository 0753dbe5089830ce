import { useTranslation } from 'react-i18next'
import { StatusBadge, type StatusTone } from '../../ui/StatusBadge.tsx'
import type { ImportStatus } from './api.ts'

const tones: Record<ImportStatus, StatusTone> = {
  analyzing: 'progress',
  ready: 'waiting',
  invalid: 'danger',
  applying: 'progress',
  done: 'success',
  failed: 'danger',
  cancelled: 'neutral',
}

export function ImportBadge({ status }: { status: ImportStatus }) {
  const { t } = useTranslation('imports')
  return <StatusBadge tone={tones[status] ?? 'neutral'} label={t(`status.${status}`)} />
}
