import { IconMovie } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { ProductImage } from '../products/ProductImage.tsx'
import classes from './ChannelPosts.module.css'

/** A picture as it is, a video as a tile with its address: browsers are not sent to it. */
export function MediaPicture({ media }: { media: { type: string; url: string } }) {
  const { t } = useTranslation('channel-posts')
  if (media.type !== 'video')
    return (
      <div className={classes.thumbnail}>
        <ProductImage url={media.url} size="100%" />
      </div>
    )
  return (
    <div className={classes.thumbnail} title={media.url}>
      <IconMovie size={28} stroke={1.5} aria-hidden />
      <span>{t('media.video')}</span>
    </div>
  )
}
