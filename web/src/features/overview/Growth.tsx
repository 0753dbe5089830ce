import { Text } from '@mantine/core'
import { IconArrowDownRight, IconArrowUpRight, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'

/** How a figure moved against the period before; the arrow and the sign say it without colour as well. */
export function Growth({ percent }: { percent: number }) {
  const { t } = useTranslation('overview')
  const format = useFormat()
  const Icon = percent > 0 ? IconArrowUpRight : percent < 0 ? IconArrowDownRight : IconMinus
  const color =
    percent > 0 ? 'var(--tradepost-accent-text)' : percent < 0 ? 'var(--mantine-color-error)' : 'dimmed'
  return (
    <Text size="xs" c={color} title={t('growth')} style={{ display: 'flex', alignItems: 'center', gap: 4 }}>
      <Icon size={14} className="flip-in-rtl" aria-hidden />
      <bdi>
        {percent > 0 ? '+' : ''}
        {format.percent(percent / 100, 1)}
      </bdi>
    </Text>
  )
}
