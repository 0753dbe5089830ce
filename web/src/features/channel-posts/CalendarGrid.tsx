import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Calendar.module.css'
import type { CalendarSharedProps } from './CalendarList.tsx'
import { CalendarPost } from './CalendarPost.tsx'
import { addDays, type Day, weekdayOf } from './calendar-days.ts'

type CalendarGridProps = CalendarSharedProps & {
  label: string
  weeks: Day[][]
  /** The days that belong to what is shown; the others fill up its weeks. */
  inside: Day[]
  weekend: number[]
  /** Room for every post of a day. */
  tall: boolean
  /** The one that the keyboard is at. */
  day: Day
  onDay: (day: Day) => void
  onPage: (by: -1 | 1) => void
}

const mostShown = 3

/**
 * Days as a table. Arrow keys go from day to day in reading direction, Home and End to the ends of the week, Page Up and
 * Page Down to what lies before and after; Enter plans a post for a day.
 */
export function CalendarGrid(props: CalendarGridProps) {
  const { label, weeks, inside, weekend, tall, day, onDay, onPage, byDay, texts, today, onOpen } = props
  const { t } = useTranslation('channel-posts')
  const navigate = useNavigate()
  const table = useRef<HTMLTableElement>(null)
  const isMoving = useRef(false)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the day that a key has led to.
  useEffect(() => {
    if (!isMoving.current) return
    isMoving.current = false
    table.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus()
  }, [day, weeks])

  function move(event: KeyboardEvent, at: Day) {
    const forward = document.documentElement.dir === 'rtl' ? -1 : 1
    const week = weeks.find((one) => one.includes(at)) ?? []
    const targets: Record<string, Day | undefined> = {
      ArrowLeft: addDays(at, -forward),
      ArrowRight: addDays(at, forward),
      ArrowUp: addDays(at, -7),
      ArrowDown: addDays(at, 7),
      Home: week[0],
      End: week.at(-1),
    }
    const to = targets[event.key]
    if (to === undefined && event.key !== 'PageUp' && event.key !== 'PageDown') return
    event.preventDefault()
    isMoving.current = true
    if (to !== undefined) onDay(to)
    else onPage(event.key === 'PageUp' ? -1 : 1)
  }

  const plan = (on: Day) => void navigate({ to: '/integrations/publish', search: { day: on } })

  return (
    <table ref={table} className={classes.grid} aria-label={label} data-tall={tall || undefined}>
      <thead>
        <tr>
          {weeks[0]?.map((one) => (
            <th key={one} scope="col" abbr={texts.weekday(one)}>
              {texts.shortWeekday(one)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((one) => {
              const posts = byDay.get(one) ?? []
              const shown = tall ? posts : posts.slice(0, mostShown)
              const isPast = one < today
              return (
                <td
                  key={one}
                  data-outside={!inside.includes(one) || undefined}
                  data-weekend={weekend.includes(weekdayOf(one)) || undefined}
                >
                  <button
                    type="button"
                    className={classes.day}
                    data-day={one}
                    tabIndex={one === day ? 0 : -1}
                    aria-current={one === today ? 'date' : undefined}
                    aria-disabled={isPast || undefined}
                    aria-label={isPast ? texts.full(one) : t('calendar.planFor', { day: texts.full(one) })}
                    onKeyDown={(event) => move(event, one)}
                    onClick={() => (isPast ? onDay(one) : plan(one))}
                  >
                    <span className={classes.dayNumber}>{texts.number(one)}</span>
                  </button>
                  <ul className={classes.dayPosts}>
                    {shown.map((post) => (
                      <li key={post.id}>
                        <CalendarPost post={post} onOpen={onOpen} />
                      </li>
                    ))}
                    {posts.length > shown.length && (
                      <li className={classes.dayMore}>
                        {t('calendar.more', { count: posts.length - shown.length })}
                      </li>
                    )}
                  </ul>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
