import { queryOptions } from '@tanstack/react-query'
import type { Api } from './api.ts'
import type { Answer } from './contract.ts'

/** A workspace that the signed-in person belongs to; `is_active` is the one that this session works in. */
export type MyWorkspace = MyWorkspaces['data']['workspaces'][number]
type MyWorkspaces = Answer<'/api/v1/workspaces', 'get'>

const channelName = 'tradepost.workspace'

export function myWorkspacesQuery(api: Api) {
  return queryOptions({
    queryKey: ['workspaces'],
    queryFn: ({ signal }) => api.request<MyWorkspaces>('GET', '/api/v1/workspaces/', { signal }),
    select: (answer) => answer.data.workspaces,
  })
}

export function switchWorkspace(api: Api, id: number) {
  return api.request('POST', `/api/v1/workspaces/${id}/switch/`)
}

/**
 * Call it once the session works in another workspace. Loads the app anew, here and in all other tabs: they share the
 * session, and what they show belongs to the workspace before.
 */
export function enterWorkspace(): void {
  new BroadcastChannel(channelName).postMessage('changed')
  window.location.assign('/')
}

/** Lets this tab follow when another one changes the workspace of the session. */
export function followWorkspaceChanges(): void {
  new BroadcastChannel(channelName).addEventListener('message', () => window.location.assign('/'))
}
