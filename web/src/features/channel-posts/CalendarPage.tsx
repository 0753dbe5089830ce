import { Group, Tabs } from '@mantine/core'
import { IconCalendarMonth, IconCalendarWeek, IconListDetails, IconPencilPlus } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { LinkButton } from '../../ui/links.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { AccountPicker } from '../channels/AccountPicker.tsx'
import { ReconnectBanner } from '../channels/ReconnectBanner.tsx'
import { BackToChannels } from './BackToChannels.tsx'
import { CalendarView } from './CalendarView.tsx'
import classes from './ChannelPosts.module.css'
import { PlannedPostDrawer } from './PlannedPostDrawer.tsx'
import { QueueFilter, QueueView } from './QueueView.tsx'
import { type CalendarSearch, calendarViews } from './search.ts'

const icons = { month: IconCalendarMonth, week: IconCalendarWeek, queue: IconListDetails }

/** What is planned and what was published, by its days or as a queue. */
export function CalendarPage() {
  const { t } = useTranslation('channel-posts')
  const search = useSearch({ from: '/app/integrations/calendar' })
  const navigate = useNavigate({ from: '/integrations/calendar' })
  const view = search.view ?? 'month'

  function change(part: Partial<CalendarSearch>) {
    void navigate({ search: (old) => ({ ...old, page: undefined, ...part }), replace: true })
  }

  return (
    <div className={classes.page}>
      <PageHeader
        back={<BackToChannels />}
        title={t('calendar.title')}
        description={t('calendar.text')}
        actions={
          <LinkButton to="/integrations/publish" leftSection={<IconPencilPlus size={18} aria-hidden />}>
            {t('actions.write')}
          </LinkButton>
        }
      />
      <ReconnectBanner away />
      <Tabs
        value={view}
        keepMounted={false}
        onChange={(next) => change({ view: calendarViews.find((one) => one === next) })}
      >
        <TabList current={view} aria-label={t('calendar.views')} mb="md">
          {calendarViews.map((one) => {
            const Icon = icons[one]
            return (
              <Tabs.Tab key={one} value={one} leftSection={<Icon size={18} stroke={1.7} aria-hidden />}>
                {t(`calendar.${one}`)}
              </Tabs.Tab>
            )
          })}
        </TabList>
        <Group align="flex-end" gap="sm">
          <div className={classes.picker}>
            <AccountPicker
              able="publish"
              optional
              value={search.account ?? null}
              onChange={(account) => change({ account: account ?? undefined })}
            />
          </div>
          {view === 'queue' && <QueueFilter search={search} onChange={change} />}
        </Group>
        {calendarViews.map((one) => (
          <Tabs.Panel key={one} value={one} pt="md">
            {one === 'queue' ? (
              <QueueView search={search} onChange={change} />
            ) : (
              <CalendarView view={one} search={search} onChange={change} />
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
      {search.post !== undefined && (
        <PlannedPostDrawer
          key={search.post}
          id={search.post}
          onClose={() => void navigate({ search: (old) => ({ ...old, post: undefined }), replace: true })}
        />
      )}
    </div>
  )
}
