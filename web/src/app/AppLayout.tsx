import {
  ActionIcon,
  AppShell,
  Burger,
  CloseButton,
  Drawer,
  Group,
  Kbd,
  Text,
  UnstyledButton,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { Link, Outlet, useMatches, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '../ui/Logo.tsx'
import classes from './layout.module.css'
import { LanguageMenu, ThemeMenu } from './Preferences.tsx'
import { ForbiddenPage } from './pages/ForbiddenPage.tsx'
import { PageLoader } from './pages/PageLoader.tsx'
import { openPalette } from './palette.ts'
import { usePermissions } from './permissions.ts'
import { Sidebar } from './Sidebar.tsx'
import { SkipLink } from './SkipLink.tsx'
import { useSessionState } from './session.tsx'
import { UserMenu } from './UserMenu.tsx'

const CommandPalette = lazy(() => import('./CommandPalette.tsx'))

const commandKey = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl'

/** The frame of every page for signed-in people. */
export function AppLayout() {
  const signedIn = useSessionState().status === 'signed-in'
  // A session that ends under an open page takes the page away at once; the guard then leads to the log-in.
  return signedIn ? <Frame /> : <PageLoader />
}

function Frame() {
  const { t } = useTranslation()
  const [menuOpened, menu] = useDisclosure(false)
  const main = useFocusOnNavigation()

  return (
    <AppShell
      layout="alt"
      header={{ height: 60 }}
      navbar={{ width: 248, breakpoint: 'md', collapsed: { mobile: true } }}
      padding={0}
    >
      <SkipLink />
      <AppShell.Header className={classes.header}>
        <Group h="100%" px={{ base: 'xs', sm: 'md' }} justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" hiddenFrom="md">
            <Burger opened={menuOpened} onClick={menu.toggle} size="sm" aria-label={t('nav.openMenu')} />
            <Link to="/" aria-label={t('nav.overview')} className={classes.homeLink}>
              <Logo markOnly />
            </Link>
          </Group>
          <PaletteButton />
          <Group gap={4} wrap="nowrap">
            <ActionIcon size="lg" hiddenFrom="sm" aria-label={t('palette.open')} onClick={openPalette}>
              <IconSearch size={20} />
            </ActionIcon>
            <LanguageMenu />
            <ThemeMenu />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>

      <AppShell.Navbar className={classes.navbar} component="aside" aria-label="Tradepost" visibleFrom="md">
        <Link to="/" className={classes.brand}>
          <Logo />
        </Link>
        <Sidebar />
      </AppShell.Navbar>

      <Drawer
        opened={menuOpened}
        onClose={menu.close}
        size={280}
        padding="md"
        title={t('nav.label')}
        classNames={{ header: classes.unseen }}
        hiddenFrom="md"
      >
        <Group justify="space-between" pt="md" mb="md">
          <Logo />
          <CloseButton size="lg" onClick={menu.close} aria-label={t('actions.close')} />
        </Group>
        <Sidebar onNavigate={menu.close} />
      </Drawer>

      <AppShell.Main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <div className={classes.content}>
          <Suspense fallback={<PageLoader />}>
            <Page />
          </Suspense>
        </div>
      </AppShell.Main>
      <Suspense fallback={null}>
        <CommandPalette />
      </Suspense>
    </AppShell>
  )
}

/** The page of the address, or why the reader's role does not open it. */
function Page() {
  const { can } = usePermissions()
  const needs = useMatches({ select: (matches) => matches.at(-1)?.staticData.needs })
  return needs === undefined || can(needs) ? <Outlet /> : <ForbiddenPage />
}

function PaletteButton() {
  const { t } = useTranslation()
  return (
    <UnstyledButton className={classes.paletteButton} onClick={openPalette} visibleFrom="sm">
      <IconSearch size={18} aria-hidden />
      <Text component="span" size="sm" className={classes.paletteText}>
        {t('palette.open')}
      </Text>
      <Kbd size="xs" dir="ltr">
        {commandKey} K
      </Kbd>
    </UnstyledButton>
  )
}

/** After a navigation the keyboard goes on in the new page, not in the link that led there. */
function useFocusOnNavigation() {
  const pathname = useRouterState({ select: (state) => state.resolvedLocation?.pathname })
  const previous = useRef<string | undefined>(undefined)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    const moved = previous.current !== undefined && pathname !== previous.current
    previous.current = pathname
    if (moved) main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
