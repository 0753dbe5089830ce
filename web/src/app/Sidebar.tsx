import type { NavLinkProps } from '@mantine/core'
import { NavLink, Text } from '@mantine/core'
import { createLink, useRouterState } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './layout.module.css'
import { type NavigationEntry, sections, useNavigation } from './navigation.ts'

type NativeNavLink = NavLinkProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof NavLinkProps> & { ref?: Ref<HTMLAnchorElement> }

const RouterNavLink = createLink((props: NativeNavLink) => <NavLink {...props} />)

/** `/orders/12` lies under the entry `/orders`; `/` only under itself. Of two entries the nearer one counts. */
function isUnder(pathname: string, to: string): boolean {
  return to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`)
}

export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation()
  const navigation = useNavigation()
  const pathname = useRouterState({ select: (state) => state.location.pathname })
  const current = navigation
    .map(({ to }) => to)
    .filter((to) => isUnder(pathname, to))
    .reduce<string | undefined>(
      (longest, to) => (to.length > (longest?.length ?? 0) ? to : longest),
      undefined,
    )

  function link({ to, labelKey, icon: Icon, Badge }: NavigationEntry) {
    const active = to === current
    return (
      <RouterNavLink
        key={to}
        to={to}
        label={t(labelKey)}
        active={active}
        // The router would also mark `/integrations` on `/integrations/whatsapp`.
        activeOptions={{ exact: true }}
        aria-current={active ? 'page' : undefined}
        leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
        rightSection={Badge && <Badge />}
        className={classes.link}
        onClick={onNavigate}
      />
    )
  }

  return (
    <nav aria-label={t('nav.label')} className={classes.nav}>
      {sections.map(({ key, labelKey }) => {
        const entries = navigation.filter((entry) => entry.section === key)
        if (entries.length === 0) return null
        return (
          <div key={key} className={classes.section}>
            <Text className={classes.sectionLabel}>{t(labelKey)}</Text>
            {entries.map(link)}
          </div>
        )
      })}
    </nav>
  )
}
