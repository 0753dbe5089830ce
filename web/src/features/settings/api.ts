import type { Api, Envelope, Page } from '../../app/api.ts'
import type { User, Workspace } from '../../app/session-store.ts'

const auth = '/api/v1/auth'

export type SessionRow = {
  id: string
  created_at: string
  last_used_at: string
  user_agent: string
  ip: string
  current: boolean
}

/** The writable fields of the profile (marketplace contract section 7); only those given change. */
export type ProfileChange = Partial<
  Pick<User, 'full_name' | 'username' | 'phone_number' | 'bio' | 'language' | 'timezone'>
> & { avatar?: null }

export function changeProfile(api: Api, body: ProfileChange) {
  return api.request<User>('PATCH', `${auth}/me/`, { body })
}

export function uploadAvatar(api: Api, file: File) {
  const form = new FormData()
  form.set('avatar', file)
  return api.request<User>('PATCH', `${auth}/me/`, { form })
}

/** Ends every session; the answer carries the access token of a fresh one. */
export async function changePassword(api: Api, body: { old_password: string; new_password: string }) {
  const { data } = await api.request<Envelope<{ tokens: { access: string } }>>(
    'POST',
    `${auth}/password/change/`,
    {
      body,
    },
  )
  return data.tokens.access
}

export function listSessions(api: Api, page: number, limit: number) {
  return api.request<Page<SessionRow>>('GET', `${auth}/sessions/`, { query: { page, limit } })
}

export function endSession(api: Api, id: string) {
  return api.request<void>('DELETE', `${auth}/sessions/${id}/`)
}

export async function endOtherSessions(api: Api) {
  const { data } = await api.request<Envelope<{ revoked: number }>>('POST', `${auth}/sessions/revoke-others/`)
  return data.revoked
}

export function changeWorkspace(
  api: Api,
  body: Partial<Pick<Workspace, 'name' | 'time_zone' | 'currency' | 'locale'>>,
) {
  return api.request<Workspace>('PATCH', '/api/v1/workspace/', { body })
}

export function deleteAccount(api: Api, password: string) {
  return api.request('DELETE', `${auth}/account/delete/`, { body: { password } })
}
