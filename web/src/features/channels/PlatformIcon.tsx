import {
  IconBrandFacebook,
  IconBrandInstagram,
  IconBrandLinkedin,
  IconBrandMeta,
  IconBrandPinterest,
  IconBrandTelegram,
  IconBrandThreads,
  IconBrandTiktok,
  IconBrandWhatsapp,
  IconBrandX,
  IconBrandYoutube,
  IconPlugConnected,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ChannelPlatform } from './api.ts'

/** Pictures of `icon` in the rows of platforms; a platform without one here gets a plug. */
const icons: Partial<Record<string, TablerIcon>> = {
  'brand-facebook': IconBrandFacebook,
  'brand-instagram': IconBrandInstagram,
  'brand-linkedin': IconBrandLinkedin,
  'brand-meta': IconBrandMeta,
  'brand-pinterest': IconBrandPinterest,
  'brand-telegram': IconBrandTelegram,
  'brand-threads': IconBrandThreads,
  'brand-tiktok': IconBrandTiktok,
  'brand-whatsapp': IconBrandWhatsapp,
  'brand-x': IconBrandX,
  'brand-youtube': IconBrandYoutube,
}

/** The mark of a platform, never mirrored. Say the platform's name beside it: the mark is hidden from screen readers. */
export function PlatformIcon({ icon, size = 18 }: { icon: string | undefined; size?: number }) {
  const Icon = icons[icon ?? ''] ?? IconPlugConnected
  return <Icon size={size} stroke={1.7} style={{ flex: 'none' }} aria-hidden />
}

/** The name that people know; the wire keeps the old one of X. */
export function platformName(platform: Pick<ChannelPlatform, 'value' | 'label'>): string {
  return platform.value === 'twitter' ? 'X' : platform.label
}
