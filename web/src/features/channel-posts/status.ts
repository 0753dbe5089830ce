import type { StatusTone } from '../../ui/StatusBadge.tsx'
import type { PlannedPost, PlannedTarget } from './api.ts'

export const postStatuses = [
  'scheduled',
  'publishing',
  'published',
  'partly',
  'failed',
  'unconfirmed',
  'canceled',
] as const satisfies PlannedPost['status'][]

export const postTones: Record<PlannedPost['status'], StatusTone> = {
  scheduled: 'neutral',
  publishing: 'progress',
  published: 'success',
  partly: 'waiting',
  failed: 'danger',
  unconfirmed: 'waiting',
  canceled: 'neutral',
}

export const targetTones: Record<PlannedTarget['status'], StatusTone> = {
  scheduled: 'neutral',
  publishing: 'progress',
  processing: 'progress',
  published: 'success',
  failed: 'danger',
  unconfirmed: 'waiting',
  canceled: 'neutral',
}

/** Whether everything may still be changed. */
export const isEditable = ({ status }: PlannedPost) => status === 'scheduled'

/** Whether there is something left that has not begun. */
export const isCancelable = ({ targets }: PlannedPost) => targets.some(({ status }) => status === 'scheduled')
