import { choiceParam, countParam, present, textParam } from '../../app/search-params.ts'

export const logStatuses = ['success', 'error', 'pending'] as const

/**
 * The query of `/integrations`. `account` and `status` narrow the log; `connected` to `error` are what the server adds when
 * it sends the browser back from a platform (channels contract 3.2). Its `message` is English and not read.
 */
export function channelsSearch(raw: Record<string, unknown>) {
  return present({
    platform: textParam(raw, 'platform'),
    view: choiceParam(raw, 'view', ['logs']),
    page: countParam(raw, 'page'),
    account: countParam(raw, 'account'),
    status: choiceParam(raw, 'status', logStatuses),
    connected: choiceParam(raw, 'connected', ['true', 'false']),
    account_id: countParam(raw, 'account_id'),
    error: textParam(raw, 'error'),
  })
}

export type ChannelsSearch = ReturnType<typeof channelsSearch>
