import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/useFormat.ts'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { PlatformIcon } from '../channels/PlatformIcon.tsx'
import type { PlannedPost } from './api.ts'
import classes from './Calendar.module.css'
import { postTones } from './status.ts'
import { useChannelFacts } from './useChannelFacts.ts'

type CalendarPostProps = { post: PlannedPost; onOpen: (post: PlannedPost) => void }

/** A post in its day: when, where, what, and how it stands. */
export function CalendarPost({ post, onOpen }: CalendarPostProps) {
  const { t } = useTranslation('channel-posts')
  const { time } = useFormat()
  const { platformOf } = useChannelFacts()
  const tone = postTones[post.status]
  const platforms = [...new Set(post.targets.map(({ platform }) => platform))]
  return (
    <UnstyledButton className={classes.dayPost} data-tone={tone} onClick={() => onOpen(post)}>
      <span className={classes.dayPostHead}>
        <bdi>{time(post.scheduled_at)}</bdi>
        {platforms.map((platform) => (
          <PlatformIcon key={platform} icon={platformOf(platform)?.icon} size={14} />
        ))}
      </span>
      <span className={classes.dayPostText} dir="auto">
        {post.message || t('posts.noText')}
      </span>
      <StatusBadge tone={tone} label={t(`post.status.${post.status}`)} />
    </UnstyledButton>
  )
}
