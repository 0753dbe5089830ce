import { Avatar, Menu, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconLogout, IconSettings } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from './layout.module.css'
import { useSession, useUser } from './session.tsx'

export function UserMenu() {
  const { t } = useTranslation()
  const user = useUser()
  const session = useSession()
  const navigate = useNavigate()
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton className={classes.userButton}>
          <VisuallyHidden>{t('userMenu.open', { name: user.display_name })}</VisuallyHidden>
          <Avatar src={user.avatar} name={user.display_name} color="harbour" size={34} alt="" aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.userCard}>
          <Text fw={600} truncate>
            {user.display_name}
          </Text>
          <Text size="sm" c="dimmed" truncate dir="ltr" ta="start">
            {user.email}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            {user.workspace.name}
          </Text>
        </div>
        <Menu.Divider />
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
