import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'
import type { User, Workspace } from '../../app/session-store.ts'

const auth = '/api/v1/auth'

type SessionPage = Answer<'/api/v1/auth/sessions', 'get'>
export type SessionRow = SessionPage['results'][number]

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
export async function changePassword(api: Api, body: Body<'/api/v1/auth/password/change', 'post'>) {
  type Changed = Answer<'/api/v1/auth/password/change', 'post'>
  const { data } = await api.request<Changed>('POST', `${auth}/password/change/`, { body })
  return data.tokens.access
}

export function listSessions(api: Api, page: number, limit: number) {
  return api.request<SessionPage>('GET', `${auth}/sessions/`, { query: { page, limit } })
}

export function endSession(api: Api, id: string) {
  return api.request<void>('DELETE', `${auth}/sessions/${id}/`)
}

export async function endOtherSessions(api: Api) {
  type Revoked = Answer<'/api/v1/auth/sessions/revoke-others', 'post'>
  const { data } = await api.request<Revoked>('POST', `${auth}/sessions/revoke-others/`)
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
