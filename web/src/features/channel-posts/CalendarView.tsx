import { ActionIcon, Alert, Button, Group, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '../../app/errors.ts'
import { useApi, useUser } from '../../app/session.tsx'
import { useFormat } from '../../i18n/useFormat.ts'
import { instantOf, wallTimeOf } from '../settings/zoned-time.ts'
import { type PlannedPost, spanQuery } from './api.ts'
import classes from './Calendar.module.css'
import { CalendarGrid } from './CalendarGrid.tsx'
import { CalendarList } from './CalendarList.tsx'
import { addDays, type Day, dayTexts, monthOf, weekOf, weekRules, weeksOf } from './calendar-days.ts'
import type { CalendarSearch } from './search.ts'

type CalendarViewProps = {
  view: 'month' | 'week'
  search: CalendarSearch
  onChange: (part: Partial<CalendarSearch>) => void
}

/** A month or a week of posts, in the reader's calendar and the workspace's time zone. */
export function CalendarView({ view, search, onChange }: CalendarViewProps) {
  const { t } = useTranslation('channel-posts')
  const errorText = useErrorText()
  const { locale } = useFormat()
  const timeZone = useUser().workspace.time_zone
  const isNarrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  const today = wallTimeOf(new Date(), timeZone).slice(0, 10)
  const day = search.day ?? today
  const texts = useMemo(() => dayTexts(locale), [locale])
  const { firstDay, weekend } = useMemo(() => weekRules(locale, navigator.languages), [locale])

  const week = weekOf(day, firstDay)
  const days = view === 'week' ? week : monthOf(day, locale)
  const weeks = view === 'week' ? [week] : weeksOf(days, firstDay)
  const first = weeks[0]?.[0] ?? day
  const afterLast = addDays(weeks.at(-1)?.at(-1) ?? day, 1)
  const posts = useQuery(
    spanQuery(useApi(), {
      from: midnight(first, timeZone),
      to: midnight(afterLast, timeZone),
      account: search.account,
    }),
  )
  const byDay = useMemo(
    () =>
      Map.groupBy(posts.data ?? [], ({ scheduled_at }) => wallTimeOf(scheduled_at, timeZone).slice(0, 10)),
    [posts.data, timeZone],
  )

  const go = (to: Day) => onChange({ day: to === today ? undefined : to })
  const before = () => go(addDays(days[0] ?? day, view === 'week' ? -7 : -1))
  const after = () => go(addDays(days[0] ?? day, days.length))
  const open = ({ id }: PlannedPost) => onChange({ post: id })
  const title =
    view === 'month' ? texts.month(day) : `${texts.full(days[0] ?? day)} – ${texts.full(days.at(-1) ?? day)}`
  const shared = { byDay, texts, today, onOpen: open }

  return (
    <>
      <Group justify="space-between" mb="sm" gap="xs">
        <Title order={2} size="h4" aria-live="polite">
          {title}
        </Title>
        <Group gap={4}>
          <ActionIcon size="lg" aria-label={t(`calendar.before.${view}`)} onClick={before}>
            <IconChevronLeft size={20} className="flip-in-rtl" />
          </ActionIcon>
          <Button size="xs" variant="default" disabled={days.includes(today)} onClick={() => go(today)}>
            {t('calendar.today')}
          </Button>
          <ActionIcon size="lg" aria-label={t(`calendar.after.${view}`)} onClick={after}>
            <IconChevronRight size={20} className="flip-in-rtl" />
          </ActionIcon>
        </Group>
      </Group>
      {posts.error && (
        <Alert color="red" role="alert" mb="sm">
          {errorText(posts.error)}
        </Alert>
      )}
      <div aria-busy={posts.isPending || undefined} className={classes.calendar}>
        {isNarrow ? (
          <CalendarList days={days} isLoading={posts.isPending} {...shared} />
        ) : (
          <CalendarGrid
            key={view}
            label={title}
            weeks={weeks}
            inside={days}
            weekend={weekend}
            tall={view === 'week'}
            day={day}
            onDay={go}
            onPage={(by) => (by < 0 ? before() : after())}
            {...shared}
          />
        )}
      </div>
    </>
  )
}

/** The first moment of a day: in some time zones clocks skip midnight once a year. */
const midnight = (day: Day, timeZone: string) => instantOf(`${day}T00:00`, timeZone) ?? ''
