import { queryOptions } from '@tanstack/react-query'
import type { Api, Envelope } from '../../app/api.ts'
import type { User } from '../../app/session-store.ts'

/** The roles that can be given away; a workspace has one owner. */
export const givenRoles = ['manager', 'seller', 'viewer'] as const
export type GivenRole = (typeof givenRoles)[number]

export type Member = {
  id: number
  email: string
  display_name: string
  avatar: string | null
  role: string
  is_active: boolean
  is_you: boolean
  joined_at: string
}

export type Invitation = {
  id: number
  email: string
  role: string
  invited_by: string | null
  status: 'pending' | 'expired'
  sent_at: string
  expires_at: string
}

/** What the link of an invitation tells whoever opens it. */
export type OpenInvitation = {
  workspace_name: string
  email: string
  role: string
  invited_by: string | null
  expires_at: string
  has_account: boolean
}

const workspace = '/api/v1/workspace'
const invitations = '/api/v1/invitations'

export function membersQuery(api: Api) {
  return queryOptions({
    queryKey: ['team', 'members'],
    queryFn: ({ signal }) =>
      api.request<Envelope<{ members: Member[] }>>('GET', `${workspace}/members/`, { signal }),
    select: (answer) => answer.data.members,
  })
}

export function invitationsQuery(api: Api) {
  return queryOptions({
    queryKey: ['team', 'invitations'],
    queryFn: ({ signal }) =>
      api.request<Envelope<{ invitations: Invitation[] }>>('GET', `${workspace}/invitations/`, { signal }),
    select: (answer) => answer.data.invitations,
  })
}

export function changeRole(api: Api, memberId: number, role: GivenRole) {
  return api.request('PATCH', `${workspace}/members/${memberId}/`, { body: { role } })
}

/** Somebody else, or oneself. */
export function removeMember(api: Api, memberId: number) {
  return api.request<void>('DELETE', `${workspace}/members/${memberId}/`)
}

export function invite(
  api: Api,
  body: { email: string; role: GivenRole; language: string },
  idempotencyKey: string,
) {
  return api.request('POST', `${workspace}/invitations/`, { body, idempotencyKey })
}

export function resendInvitation(api: Api, id: number) {
  return api.request('POST', `${workspace}/invitations/${id}/resend/`)
}

export function revokeInvitation(api: Api, id: number) {
  return api.request<void>('DELETE', `${workspace}/invitations/${id}/`)
}

export async function lookUpInvitation(api: Api, token: string): Promise<OpenInvitation> {
  type Found = Envelope<{ invitation: OpenInvitation }>
  const { data } = await api.request<Found>('POST', `${invitations}/lookup/`, { body: { token } })
  return data.invitation
}

/** Creates the account of the invited address and signs it in. */
export async function acceptInvitation(
  api: Api,
  body: { token: string; full_name: string; password: string; language: string; timezone: string },
) {
  type SignedUp = Envelope<{ user: User; tokens: { access: string } }>
  const { data } = await api.request<SignedUp>('POST', `${invitations}/accept/`, { body })
  return data
}

/** The signed-in account becomes a member; its session is in that workspace from then on. */
export function joinByInvitation(api: Api, token: string) {
  return api.request('POST', `${invitations}/join/`, { body: { token } })
}
