import { queryOptions } from '@tanstack/react-query'
import type { Api } from '../../app/api.ts'
import type { Answer, Body } from '../../app/contract.ts'

/** The roles that can be given away; a workspace has one owner. */
export const givenRoles = ['manager', 'seller', 'viewer'] as const
export type GivenRole = (typeof givenRoles)[number]

type Members = Answer<'/api/v1/workspace/members', 'get'>
type Invitations = Answer<'/api/v1/workspace/invitations', 'get'>
type Found = Answer<'/api/v1/invitations/lookup', 'post'>
export type Member = Members['data']['members'][number]
export type Invitation = Invitations['data']['invitations'][number]
/** What the link of an invitation tells whoever opens it. */
export type OpenInvitation = Found['data']['invitation']

const workspace = '/api/v1/workspace'
const invitations = '/api/v1/invitations'

export function membersQuery(api: Api) {
  return queryOptions({
    queryKey: ['team', 'members'],
    queryFn: ({ signal }) => api.request<Members>('GET', `${workspace}/members/`, { signal }),
    select: (answer) => answer.data.members,
  })
}

export function invitationsQuery(api: Api) {
  return queryOptions({
    queryKey: ['team', 'invitations'],
    queryFn: ({ signal }) => api.request<Invitations>('GET', `${workspace}/invitations/`, { signal }),
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
  body: Body<'/api/v1/workspace/invitations', 'post'>,
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
  const { data } = await api.request<Found>('POST', `${invitations}/lookup/`, { body: { token } })
  return data.invitation
}

/** Creates the account of the invited address and signs it in. */
export async function acceptInvitation(api: Api, body: Body<'/api/v1/invitations/accept', 'post'>) {
  type SignedUp = Answer<'/api/v1/invitations/accept', 'post', 201>
  const { data } = await api.request<SignedUp>('POST', `${invitations}/accept/`, { body })
  return data
}

/** The signed-in account becomes a member; its session is in that workspace from then on. */
export function joinByInvitation(api: Api, token: string) {
  return api.request('POST', `${invitations}/join/`, { body: { token } })
}
