import { Type } from 'typebox'
import type { Role } from '../../kernel/auth/caller.ts'
import { field, nullable, nullableSchema, oneOf, required, text } from '../../kernel/http/fields.ts'
import { parseEmail } from '../../kernel/text/email.ts'
import { localeField } from './settings.ts'

/** What somebody may be made by an owner; a workspace has one owner. */
export const givenRoles = ['manager', 'seller', 'viewer'] as const
export type GivenRole = (typeof givenRoles)[number] & Role

const moment = Type.String({ format: 'date-time' })
const maybeText = nullableSchema(Type.String())

const memberSchema = Type.Object({
  id: Type.Integer(),
  uuid: Type.String({ format: 'uuid' }),
  email: maybeText,
  username: maybeText,
  display_name: Type.String(),
  full_name: Type.String(),
  avatar: maybeText,
  role: Type.String(),
  is_active: Type.Boolean(),
  is_you: Type.Boolean(),
  joined_at: moment,
})

const invitationSchema = Type.Object({
  id: Type.Integer(),
  email: Type.String(),
  role: Type.String(),
  language: Type.String(),
  invited_by: Type.String(),
  status: Type.Unsafe<'pending' | 'expired'>({ type: 'string', enum: ['pending', 'expired'] }),
  created_at: moment,
  sent_at: moment,
  expires_at: moment,
})

const openInvitationSchema = Type.Object({
  workspace_name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  invited_by: Type.String(),
  expires_at: moment,
  has_account: Type.Boolean(),
})

const data = <T extends Parameters<typeof Type.Object>[0]>(content: T) =>
  Type.Object({ success: Type.Boolean(), message: Type.Optional(Type.String()), data: Type.Object(content) })

export const membersAnswer = data({ members: Type.Array(memberSchema) })
export const memberAnswer = data({ member: memberSchema })
export const invitationsAnswer = data({ invitations: Type.Array(invitationSchema) })
export const invitationAnswer = data({ invitation: invitationSchema })
export const openInvitationAnswer = data({ invitation: openInvitationSchema })

const role = () => {
  const message = `Choose one of ${givenRoles.join(', ')}.`
  return required(oneOf(givenRoles, message), message)
}

export const roleFields = { role: role() }

export const invitationFields = {
  email: required(
    field(Type.String({ format: 'email', maxLength: 254 }), parseEmail, 'Enter a valid e-mail address.'),
    'An e-mail address is needed.',
  ),
  role: role(),
  language: nullable(localeField(), { blank: true }),
}

export const linkFields = {
  token: required(
    text({ min: 1, max: 500, trim: true, message: 'The token is missing.' }),
    'The token is missing.',
  ),
}
