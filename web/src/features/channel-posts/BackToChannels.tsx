import { IconChevronLeft } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { LinkAnchor } from '../../ui/links.tsx'
import classes from './ChannelPosts.module.css'

/** The way back from the pages here to the accounts. */
export function BackToChannels() {
  const { t } = useTranslation('channel-posts')
  return (
    <LinkAnchor to="/integrations" size="sm" className={classes.back}>
      <IconChevronLeft size={16} className="flip-in-rtl" aria-hidden />
      {t('back')}
    </LinkAnchor>
  )
}
