import { choiceParam, countParam, dayParam, present } from '../../app/search-params.ts'
import { postStatuses } from './status.ts'

/** The query of `/integrations/posts`. */
export function postsSearch(raw: Record<string, unknown>) {
  return present({ account: countParam(raw, 'account') })
}

/** The query of `/integrations/publish`: `post` is changed, or a new one begins with an account, for a day. */
export function publishSearch(raw: Record<string, unknown>) {
  return present({
    post: countParam(raw, 'post'),
    account: countParam(raw, 'account'),
    day: dayParam(raw, 'day'),
  })
}

export const calendarViews = ['month', 'week', 'queue'] as const

/** The query of `/integrations/calendar`: `day` is one of those shown, `status` and `page` are of the queue, `post` is open. */
export function calendarSearch(raw: Record<string, unknown>) {
  return present({
    view: choiceParam(raw, 'view', calendarViews),
    day: dayParam(raw, 'day'),
    account: countParam(raw, 'account'),
    status: choiceParam(raw, 'status', postStatuses),
    page: countParam(raw, 'page'),
    post: countParam(raw, 'post'),
  })
}

export type CalendarSearch = ReturnType<typeof calendarSearch>
