import { Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { LinkButton } from '../../ui/links.tsx'
import type { PlannedPost } from './api.ts'
import calendar from './Calendar.module.css'
import { CalendarPost } from './CalendarPost.tsx'
import classes from './ChannelPosts.module.css'
import type { Day, DayTexts } from './calendar-days.ts'

/** What the forms of a calendar have in common. */
export type CalendarSharedProps = {
  byDay: Map<Day, PlannedPost[]>
  texts: DayTexts
  today: Day
  onOpen: (post: PlannedPost) => void
}

type CalendarListProps = CalendarSharedProps & { days: Day[]; isLoading: boolean }

/** For narrow screens: the days with posts, and today, one below the other. */
export function CalendarList({ days, isLoading, byDay, texts, today, onOpen }: CalendarListProps) {
  const { t } = useTranslation('channel-posts')
  if (isLoading) return <Skeleton height={200} />
  const shown = days.filter((day) => byDay.has(day) || day === today)
  if (shown.length === 0) {
    return (
      <Paper className={classes.frame}>
        <EmptyState title={t('calendar.empty')} />
      </Paper>
    )
  }
  return (
    <Stack gap="md">
      {shown.map((day) => (
        <section key={day} aria-label={texts.full(day)}>
          <Group justify="space-between" wrap="nowrap" mb={6}>
            <Title order={3} size="h6">
              {texts.full(day)}
              {day === today && ` · ${t('calendar.today')}`}
            </Title>
            {day >= today && (
              <LinkButton
                to="/integrations/publish"
                search={{ day }}
                size="compact-sm"
                variant="subtle"
                aria-label={t('calendar.planFor', { day: texts.full(day) })}
                leftSection={<IconPlus size={15} aria-hidden />}
              >
                {t('calendar.plan')}
              </LinkButton>
            )}
          </Group>
          <ul className={calendar.dayPosts}>
            {byDay.get(day)?.map((post) => (
              <li key={post.id}>
                <CalendarPost post={post} onOpen={onOpen} />
              </li>
            ))}
          </ul>
          {!byDay.has(day) && (
            <Text size="sm" c="dimmed">
              {t('calendar.nothing')}
            </Text>
          )}
        </section>
      ))}
    </Stack>
  )
}
