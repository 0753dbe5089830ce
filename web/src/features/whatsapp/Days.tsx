import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { addDays, dayIn } from '../reports/ranges.ts'
import type { Message } from './api.ts'
import { Bubble } from './Bubble.tsx'
import { byDay } from './thread.ts'
import classes from './WhatsApp.module.css'

/** The messages under the days of the shop. */
export function Days({ messages }: { messages: Message[] }) {
  const { t } = useTranslation('whatsapp')
  const { date } = useFormat()
  const timeZone = useUser().workspace.time_zone
  const today = dayIn(timeZone, new Date())

  function dayName(day: string): string {
    if (day === today) return t('thread.today')
    return day === addDays(today, -1) ? t('thread.yesterday') : date(day)
  }

  return byDay(messages, timeZone).map(({ day, messages: ofDay }) => (
    <section key={day} className={classes.day} aria-label={dayName(day)}>
      <Text component="h3" size="xs" fw={600} className={classes.dayName}>
        <time dateTime={day}>{dayName(day)}</time>
      </Text>
      <ol className={classes.bubbles}>
        {ofDay.map((message) => (
          <Bubble key={message.id} message={message} />
        ))}
      </ol>
    </section>
  ))
}
