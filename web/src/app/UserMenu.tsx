import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconBuildingStore, IconCheck, IconLogout, IconSettings } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './layout.module.css'
import { useRoleLabel } from './role-label.ts'
import { useApi, useSession, useUser } from './session.tsx'
import { useToasts } from './toasts.tsx'
import { enterWorkspace, type MyWorkspace, myWorkspacesQuery, switchWorkspace } from './workspaces.ts'

export function UserMenu() {
  const { t } = useTranslation()
  const user = useUser()
  const session = useSession()
  const navigate = useNavigate()
  const [opened, setOpened] = useState(false)
  return (
    <Menu
      position="bottom-end"
      width={250}
      opened={opened}
      onChange={setOpened}
      // The focus goes to the first item then: the placeholder is none and has no place in a menu.
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UnstyledButton className={classes.userButton}>
          <VisuallyHidden>{t('userMenu.open', { name: user.display_name })}</VisuallyHidden>
          <Avatar src={user.avatar} name={user.display_name} color="harbour" size={34} alt="" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {/* A menu may hold menu items only; paragraphs among them would be taken for broken ones. */}
        <div className={classes.userCard}>
          <Text component="div" fw={600} truncate>
            {user.display_name}
          </Text>
          <Text component="div" size="sm" c="dimmed" truncate dir="ltr" ta="start">
            {user.email}
          </Text>
          <Text component="div" size="sm" c="dimmed" truncate>
            {user.workspace.name}
          </Text>
        </div>
        <Menu.Divider />
        {opened && <WorkspaceItems />}
        <Menu.Item leftSection={<IconSettings size={16} />} onClick={() => navigate({ to: '/settings' })}>
          {t('nav.settings')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogout size={16} className="flip-in-rtl" />}
          onClick={() => session.signOut()}
        >
          {t('userMenu.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** For people who belong to several workspaces: the one that this session works in, and the others to change to. */
function WorkspaceItems() {
  const { t } = useTranslation()
  const { data: workspaces = [] } = useQuery(myWorkspacesQuery(useApi()))
  if (workspaces.length < 2) return null
  return (
    <>
      <Menu.Label>{t('userMenu.workspaces')}</Menu.Label>
      {workspaces.map((workspace) => (
        <WorkspaceItem key={workspace.id} workspace={workspace} />
      ))}
      <Menu.Divider />
    </>
  )
}

function WorkspaceItem({ workspace }: { workspace: MyWorkspace }) {
  const { t } = useTranslation()
  const role = useRoleLabel(workspace.role)
  const api = useApi()
  const toasts = useToasts()
  const change = useMutation({
    mutationFn: () => switchWorkspace(api, workspace.id),
    onSuccess: enterWorkspace,
    onError: toasts.failure,
  })
  return (
    <Menu.Item
      leftSection={<IconBuildingStore size={16} aria-hidden />}
      rightSection={workspace.is_active && <IconCheck size={16} aria-hidden />}
      aria-current={workspace.is_active || undefined}
      disabled={change.isPending}
      closeMenuOnClick={workspace.is_active}
      onClick={() => !workspace.is_active && change.mutate()}
    >
      <Text size="sm" truncate>
        {workspace.name}
      </Text>
      <Text size="xs" c="dimmed">
        {workspace.is_active ? t('userMenu.activeAs', { role }) : role}
      </Text>
    </Menu.Item>
  )
}
