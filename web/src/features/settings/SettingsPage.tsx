import { Paper, Tabs } from '@mantine/core'
import {
  IconBuildingStore,
  IconDevices,
  IconLock,
  IconUser,
  IconUserCancel,
  type TablerIcon,
} from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ComponentType, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { AccountTab } from './AccountTab.tsx'
import { PasswordTab } from './PasswordTab.tsx'
import { ProfileTab } from './ProfileTab.tsx'
import { SessionsTab } from './SessionsTab.tsx'
import classes from './SettingsPage.module.css'
import { WorkspaceTab } from './WorkspaceTab.tsx'

const tabs = [
  { key: 'profile', icon: IconUser, Content: ProfileTab },
  { key: 'password', icon: IconLock, Content: PasswordTab },
  { key: 'sessions', icon: IconDevices, Content: SessionsTab },
  { key: 'workspace', icon: IconBuildingStore, Content: WorkspaceTab },
  { key: 'account', icon: IconUserCancel, Content: AccountTab },
] as const satisfies { key: string; icon: TablerIcon; Content: ComponentType }[]

/** The tab in view is part of the address (`?tab=sessions`), so that it can be linked and survives a reload. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const { tab } = useSearch({ from: '/app/settings' })
  const navigate = useNavigate()
  const current = tabs.find(({ key }) => key === tab)?.key ?? 'profile'
  const list = useRef<HTMLDivElement>(null)

  // On narrow screens the row of tabs scrolls; a linked tab must not hide at its end.
  useEffect(() => {
    const selector = `[role="tab"][data-value="${current}"]`
    list.current?.querySelector(selector)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [current])

  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs
        value={current}
        onChange={(next) => next && navigate({ to: '/settings', search: { tab: next }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List className={classes.list} ref={list}>
          {tabs.map(({ key, icon: Icon }) => (
            <Tabs.Tab
              key={key}
              value={key}
              data-value={key}
              leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
            >
              {t(`tabs.${key}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(({ key, Content }) => (
          <Tabs.Panel key={key} value={key} pt="lg">
            {key === 'sessions' ? (
              <Content />
            ) : (
              <Paper className={classes.card}>
                <Content />
              </Paper>
            )}
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  )
}
