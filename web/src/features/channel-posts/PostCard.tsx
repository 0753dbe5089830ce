import { Button, Group, Paper, Spoiler, Text } from '@mantine/core'
import { IconExternalLink, IconEye, IconHeart, IconMessageCircle, IconShare3 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { DateTime } from '../../ui/DateTime.tsx'
import { WebLink } from '../channels/WebLink.tsx'
import { ProductImage } from '../products/ProductImage.tsx'
import type { ChannelPost } from './api.ts'
import classes from './ChannelPosts.module.css'

const figures = [
  ['likes', IconHeart],
  ['comments', IconMessageCircle],
  ['shares', IconShare3],
  ['views', IconEye],
] as const

type PostCardProps = { post: ChannelPost; onComments?: (() => void) | undefined }

/** One post as its platform shows it; figures that the platform does not tell are left out. */
export function PostCard({ post, onComments }: PostCardProps) {
  const { t } = useTranslation('channel-posts')
  return (
    <Paper component="li" className={classes.post}>
      {post.media_url && (
        <div className={classes.picture}>
          <ProductImage url={post.media_url} size="100%" />
        </div>
      )}
      <div className={classes.postBody}>
        <Text size="sm" c="dimmed">
          <DateTime value={post.created_time} />
        </Text>
        {post.message === '' ? (
          <Text c="dimmed" fs="italic">
            {t('posts.noText')}
          </Text>
        ) : (
          <Spoiler maxHeight={150} showLabel={t('posts.showMore')} hideLabel={t('posts.showLess')}>
            <div className={classes.message} dir="auto">
              {post.message}
            </div>
          </Spoiler>
        )}
        <ul className={classes.figures} aria-label={t('posts.figures')}>
          {figures.map(([name, Icon]) => {
            const count = post.metrics[name]
            if (count === null) return null
            return (
              <li key={name}>
                <Icon size={16} stroke={1.7} aria-hidden />
                {t(`units.${name}`, { count })}
              </li>
            )
          })}
        </ul>
        <Group gap="sm">
          {onComments && (
            <Button
              size="xs"
              variant="light"
              leftSection={<IconMessageCircle size={16} aria-hidden />}
              onClick={onComments}
            >
              {t('comments.open')}
            </Button>
          )}
          <WebLink href={post.permalink_url}>
            <Group gap={4} wrap="nowrap" component="span">
              <IconExternalLink size={16} aria-hidden className="flip-in-rtl" />
              {t('posts.onPlatform')}
            </Group>
          </WebLink>
        </Group>
      </div>
    </Paper>
  )
}
