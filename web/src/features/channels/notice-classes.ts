import classes from './Channels.module.css'

/** Own colours for an `Alert` that wants attention: Mantine's yellow ones stay under a contrast of 4.5:1. */
export const noticeClasses = { root: classes.notice!, title: classes.noticeInk!, icon: classes.noticeInk! }
