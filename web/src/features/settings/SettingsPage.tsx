import { Paper, Tabs } from '@mantine/core'
import {
  IconBuildingStore,
  IconDevices,
  IconKey,
  IconLock,
  IconPlugConnected,
  IconUser,
  IconUserCancel,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ParseKeys } from 'i18next'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import { type Permission, usePermissions } from '../../app/permissions.ts'
import { ForbiddenState } from '../../ui/ForbiddenState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { TabList } from '../../ui/TabList.tsx'
import { IntegrationsTab } from '../integrations/IntegrationsTab.tsx'
import { TeamTab } from '../team/TeamTab.tsx'
import { AccountTab } from './AccountTab.tsx'
import { ApiTokensTab } from './ApiTokensTab.tsx'
import { PasswordTab } from './PasswordTab.tsx'
import { ProfileTab } from './ProfileTab.tsx'
import { SessionsTab } from './SessionsTab.tsx'
import classes from './SettingsPage.module.css'
import { WorkspaceTab } from './WorkspaceTab.tsx'

type Tab = {
  key: string
  labelKey: ParseKeys<'settings'>
  icon: TablerIcon
  Content: ComponentType
  needs?: Permission
  /** A list: takes the whole width and brings its own frame. */
  wide?: boolean
}

const tabs: Tab[] = [
  { key: 'profile', labelKey: 'tabs.profile', icon: IconUser, Content: ProfileTab },
  { key: 'password', labelKey: 'tabs.password', icon: IconLock, Content: PasswordTab },
  { key: 'sessions', labelKey: 'tabs.sessions', icon: IconDevices, Content: SessionsTab, wide: true },
  { key: 'workspace', labelKey: 'tabs.workspace', icon: IconBuildingStore, Content: WorkspaceTab },
  { key: 'team', labelKey: 'tabs.team', icon: IconUsers, Content: TeamTab, wide: true },
  {
    key: 'integrations',
    labelKey: 'tabs.integrations',
    icon: IconPlugConnected,
    Content: IntegrationsTab,
    needs: 'integrations:manage',
    wide: true,
  },
  {
    key: 'tokens',
    labelKey: 'tabs.tokens',
    icon: IconKey,
    Content: ApiTokensTab,
    needs: 'tokens:manage',
    wide: true,
  },
  { key: 'account', labelKey: 'tabs.account', icon: IconUserCancel, Content: AccountTab },
]

/** The tab in view is part of the address (`?tab=sessions`), so that it can be linked and survives a reload. */
export function SettingsPage() {
  const { t } = useTranslation('settings')
  const { tab } = useSearch({ from: '/app/settings' })
  const navigate = useNavigate()
  const { can } = usePermissions()
  const current = tabs.find(({ key }) => key === tab)?.key ?? 'profile'
  // A tab that the role does not open shows only to those who were linked to it, with the reason inside.
  const shown = tabs.filter(({ key, needs }) => needs === undefined || can(needs) || key === current)

  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs
        value={current}
        onChange={(next) => next && navigate({ to: '/settings', search: { tab: next }, replace: true })}
        keepMounted={false}
      >
        <TabList current={current}>
          {shown.map(({ key, labelKey, icon: Icon }) => (
            <Tabs.Tab key={key} value={key} leftSection={<Icon size={18} stroke={1.7} aria-hidden />}>
              {t(labelKey)}
            </Tabs.Tab>
          ))}
        </TabList>
        {shown.map(({ key, Content, needs, wide }) => (
          <Tabs.Panel key={key} value={key} pt="lg">
            {needs !== undefined && !can(needs) ? (
              <ForbiddenState />
            ) : wide ? (
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
