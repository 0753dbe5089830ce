import { Tooltip } from '@mantine/core'
import { useFormat } from '../i18n/useFormat.ts'

type DateTimeProps = {
  /** ISO 8601. */
  value: string | null | undefined
  /** `relative` ("3 hours ago") shows the exact time on hover. */
  show?: 'dateTime' | 'longDateTime' | 'date' | 'relative'
}

/** A moment in the reader's language and the workspace's time zone. */
export function DateTime({ value, show = 'dateTime' }: DateTimeProps) {
  const format = useFormat()
  if (!value) return <span>–</span>
  if (show !== 'relative') return <time dateTime={value}>{format[show](value)}</time>
  return (
    <Tooltip label={format.dateTime(value)}>
      <time dateTime={value}>{format.relative(value)}</time>
    </Tooltip>
  )
}
