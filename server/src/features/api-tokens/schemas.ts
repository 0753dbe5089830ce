import { Type } from 'typebox'
import { tokenPermissions } from '../../kernel/auth/permissions.ts'
import {
  type Field,
  field,
  isCalendarDay,
  nullable,
  nullableSchema,
  required,
  text,
} from '../../kernel/http/fields.ts'

const moment = Type.String({ format: 'date-time' })
const permissionList = Type.Array(Type.Unsafe<string>({ type: 'string', enum: [...tokenPermissions] }))

/** T of sales contract 7; the token itself is in no list. */
export const apiTokenSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  token_preview: Type.String(),
  last_used_at: nullableSchema(moment),
  expires_at: nullableSchema(moment),
  is_active: Type.Boolean(),
  is_expired: Type.Boolean(),
  permissions: permissionList,
  created_at: moment,
  updated_at: moment,
})

export const newApiTokenSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  token: Type.String({ description: 'Shown in this answer only.' }),
  expires_at: nullableSchema(moment),
  permissions: permissionList,
  created_at: moment,
  warning: Type.String(),
})

export const switchedSchema = Type.Object({
  message: Type.String(),
  token: Type.Object({ id: Type.Integer(), name: Type.String(), is_active: Type.Boolean() }),
})

const name = (message: string): Field<string> =>
  required(text({ min: 1, max: 255, trim: true, message }), message)

const expiry = () =>
  nullable(
    field(
      Type.String({ format: 'date-time', description: 'A date or a date with time; without offset UTC.' }),
      parseMoment,
      'Invalid expiration date format',
    ),
  )

/** Any array passes here: what is in it is judged after all fields, with a text of its own. */
const permissions = () =>
  field<unknown[]>(
    permissionList,
    (raw) => (Array.isArray(raw) ? raw : undefined),
    'Permissions must be an array',
  )

export const createFields = {
  name: name('Token name is required'),
  expires_at: expiry(),
  permissions: permissions(),
}

export const changeFields = {
  name: name('Token name cannot be empty'),
  expires_at: expiry(),
  permissions: permissions(),
  is_active: field(
    Type.Boolean(),
    (raw) => (typeof raw === 'boolean' ? raw : undefined),
    'is_active must be a boolean',
  ),
}

const momentForm =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ]((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?(?:[.,](\d{1,9}))?(Z|z|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/

/** An ISO 8601 date or date-time as a UTC timestamp; undefined for anything else and for years that cannot be stored. */
export function parseMoment(raw: unknown): string | undefined {
  const parts = typeof raw === 'string' ? momentForm.exec(raw.trim()) : null
  if (!parts || !isCalendarDay(parts[1])) return undefined
  const [, day, minute = '00:00', second = ':00', fraction = '', zone = 'Z'] = parts
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0')
  const moment = new Date(`${day}T${minute}${second}.${milliseconds}${offsetOf(zone)}`).toISOString()
  return /^(?!0000)\d{4}-/.test(moment) ? moment : undefined
}

/** `+7` hours in any ISO spelling as the one that `Date` reads. */
function offsetOf(zone: string): string {
  if (zone.toUpperCase() === 'Z') return 'Z'
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
}
