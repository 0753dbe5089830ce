import { Group, Text } from '@mantine/core'
import { IconBolt, IconBuildingStore, IconWorld } from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Logo } from '../ui/Logo.tsx'
import { LanguageMenu, ThemeMenu } from './Preferences.tsx'
import classes from './PublicLayout.module.css'
import { PageLoader } from './pages/PageLoader.tsx'
import { SkipLink } from './SkipLink.tsx'

/** The frame of the pages for visitors: the form, and beside it on wide screens what the product is. */
export function PublicLayout() {
  return (
    <div className={classes.page}>
      <SkipLink />
      <Pitch />
      <div className={classes.side}>
        <header className={classes.bar}>
          <div className={classes.barLogo}>
            <Logo />
          </div>
          <Group gap={4} ms="auto">
            <LanguageMenu />
            <ThemeMenu />
          </Group>
        </header>
        <main id="main" className={classes.main}>
          <Suspense fallback={<PageLoader />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
    </div>
  )
}

function Pitch() {
  const { t } = useTranslation()
  const points = [
    { icon: IconBuildingStore, text: t('pitch.catalogue') },
    { icon: IconBolt, text: t('pitch.orders') },
    { icon: IconWorld, text: t('pitch.languages') },
  ]
  return (
    <aside className={classes.pitch}>
      <Logo light />
      <div className={classes.message}>
        <Text className={classes.headline}>{t('pitch.headline')}</Text>
        <ul className={classes.points}>
          {points.map(({ icon: Icon, text }) => (
            <li key={text}>
              <span className={classes.pointIcon} aria-hidden>
                <Icon size={20} stroke={1.7} />
              </span>
              {text}
            </li>
          ))}
        </ul>
      </div>
    </aside>
  )
}
