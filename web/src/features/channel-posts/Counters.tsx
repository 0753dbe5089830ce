import { Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { PlatformIcon, platformName } from '../channels/PlatformIcon.tsx'
import classes from './ChannelPosts.module.css'
import type { Draft, DraftTarget } from './draft.ts'
import { postLength } from './post-length.ts'
import { useChannelFacts } from './useChannelFacts.ts'

/** How much of each platform's length the text takes, for the platforms of these targets. */
export function Counters({ draft, targets }: { draft: Draft; targets: DraftTarget[] }) {
  const { accountOf, platformOf } = useChannelFacts()
  const names = new Set(targets.map(({ account }) => accountOf(account)?.platform))
  return (
    <Group gap="md" mt={6} data-testid="counters">
      {[...names].map((name) => {
        const platform = platformOf(name)
        if (!platform) return null
        return (
          <span key={name} className={classes.counterLine}>
            <PlatformIcon icon={platform.icon} size={16} />
            {platformName(platform)}
            <Counter platform={platform.value} message={draft.message} link={draft.link} />
          </span>
        )
      })}
    </Group>
  )
}

type CounterProps = { platform: string; message: string; link: string }

/** “120 / 280”, and in words how much is too much. */
export function Counter({ platform, message, link }: CounterProps) {
  const { t } = useTranslation('channel-posts')
  const { number } = useFormat()
  const rules = useChannelFacts().rulesOf(platform)
  if (!rules) return null
  const length = postLength(rules.counting, message, link.trim() || null)
  const over = length - rules.max_length
  return (
    <span className={classes.counter} data-over={over > 0 || undefined}>
      <bdi>{t('publish.length', { length: number(length), max: number(rules.max_length) })}</bdi>
      {over > 0 && ` · ${t('publish.over', { count: over })}`}
    </span>
  )
}
