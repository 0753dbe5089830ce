import { Badge } from '@mantine/core'

/** What a status means for the reader; the colour is never the only sign, the label says it too. */
export type StatusTone = 'neutral' | 'waiting' | 'progress' | 'success' | 'danger'

const colors: Record<StatusTone, string> = {
  neutral: 'gray',
  waiting: 'yellow',
  progress: 'blue',
  success: 'harbour',
  danger: 'red',
}

export function StatusBadge({ tone, label }: { tone: StatusTone; label: string }) {
  return (
    <Badge color={colors[tone]} variant="light" tt="none" fw={600} size="md">
      {label}
    </Badge>
  )
}
