import { Badge } from '@mantine/core'
import classes from './StatusBadge.module.css'

/** What a status means for the reader; the colour is never the only sign, the label says it too. */
export type StatusTone = 'neutral' | 'waiting' | 'progress' | 'success' | 'danger'

export function StatusBadge({ tone, label }: { tone: StatusTone; label: string }) {
  return (
    <Badge className={classes.badge} data-tone={tone} tt="none" fw={600} size="md" miw="max-content">
      {label}
    </Badge>
  )
}
