import '@mantine/spotlight/styles.layer.css'
import { useMantineColorScheme } from '@mantine/core'
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconLanguage, IconLogout, IconSearch } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/languages.ts'
import { useLanguage } from './language.tsx'
import classes from './layout.module.css'
import { useNavigation, useSettingsTabs } from './navigation.ts'
import { colorSchemes, schemeIcons } from './Preferences.tsx'
import { paletteStore } from './palette.ts'
import { useSession } from './session.tsx'

/** Ctrl+K or Cmd+K: every page, every language, every theme, by name. */
export default function CommandPalette() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const session = useSession()
  const navigation = useNavigation()
  const settingsTabs = useSettingsTabs()
  const { setLanguage } = useLanguage()
  const { setColorScheme } = useMantineColorScheme()

  const groups: SpotlightActionGroupData[] = [
    {
      group: t('palette.pages'),
      actions: [
        ...navigation.map(({ to, labelKey, icon: Icon }) => ({
          id: `page:${to}`,
          label: t(labelKey),
          leftSection: <Icon size={20} stroke={1.7} aria-hidden />,
          onClick: () => void navigate({ to }),
        })),
        ...settingsTabs.map(({ tab, labelKey, icon: Icon }) => ({
          id: `settings:${tab}`,
          label: t(labelKey),
          keywords: [t('nav.settings')],
          leftSection: <Icon size={20} stroke={1.7} aria-hidden />,
          onClick: () => void navigate({ to: '/settings', search: { tab } }),
        })),
      ],
    },
    {
      group: t('palette.actions'),
      actions: [
        {
          id: 'sign-out',
          label: t('userMenu.signOut'),
          leftSection: <IconLogout size={20} stroke={1.7} className="flip-in-rtl" aria-hidden />,
          onClick: () => void session.signOut(),
        },
      ],
    },
    {
      group: t('preferences.language'),
      actions: languages.map(({ code, name }) => ({
        id: `language:${code}`,
        label: name,
        keywords: [t('preferences.language'), code],
        leftSection: <IconLanguage size={20} stroke={1.7} aria-hidden />,
        onClick: () => setLanguage(code),
      })),
    },
    {
      group: t('preferences.theme'),
      actions: colorSchemes.map((scheme) => {
        const Icon = schemeIcons[scheme]
        return {
          id: `theme:${scheme}`,
          label: t(`preferences.${scheme}`),
          keywords: [t('preferences.theme')],
          leftSection: <Icon size={20} stroke={1.7} aria-hidden />,
          onClick: () => setColorScheme(scheme),
        }
      }),
    },
  ]

  return (
    <Spotlight
      store={paletteStore}
      actions={groups}
      shortcut={['mod + K']}
      title={t('palette.open')}
      classNames={{ header: classes.unseen }}
      highlightQuery
      scrollable
      maxHeight="min(60vh, 28rem)"
      nothingFound={t('palette.nothing')}
      searchProps={{
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
        leftSection: <IconSearch size={20} aria-hidden />,
      }}
    />
  )
}
