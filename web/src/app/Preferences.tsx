import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import {
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconMoon,
  IconSun,
  type TablerIcon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { languages } from '../i18n/languages.ts'
import { useLanguage } from './language.tsx'

export const colorSchemes = ['light', 'dark', 'auto'] as const
type ColorScheme = (typeof colorSchemes)[number]

export const schemeIcons: Record<ColorScheme, TablerIcon> = {
  light: IconSun,
  dark: IconMoon,
  auto: IconDeviceDesktop,
}

/** Each language is listed under its own name, so that a lost reader finds the way back. */
export function LanguageMenu() {
  const { t } = useTranslation()
  const { language, setLanguage } = useLanguage()
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Tooltip label={t('preferences.language')}>
          <ActionIcon size="lg" aria-label={t('preferences.language')}>
            <IconLanguage size={20} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {languages.map(({ code, name, locale, direction }) => (
          <Menu.Item
            key={code}
            lang={locale}
            dir={direction}
            aria-current={code === language || undefined}
            rightSection={code === language ? <IconCheck size={16} aria-hidden /> : null}
            onClick={() => setLanguage(code)}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

export function ThemeMenu() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const Current = schemeIcons[colorScheme]
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Tooltip label={t('preferences.theme')}>
          <ActionIcon size="lg" aria-label={t('preferences.theme')}>
            <Current size={20} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {colorSchemes.map((scheme) => {
          const Icon = schemeIcons[scheme]
          return (
            <Menu.Item
              key={scheme}
              aria-current={scheme === colorScheme || undefined}
              leftSection={<Icon size={16} aria-hidden />}
              rightSection={scheme === colorScheme ? <IconCheck size={16} aria-hidden /> : null}
              onClick={() => setColorScheme(scheme)}
            >
              {t(`preferences.${scheme}`)}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
