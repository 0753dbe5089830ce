import { Type } from 'typebox'
import {
  aliased,
  type Field,
  field,
  isStorableText,
  nullable,
  oneOf,
  required,
  text,
} from '../../kernel/http/fields.ts'
import { parseEmail } from '../../kernel/text/email.ts'
import { currencyField, localeField, locales, timeZoneField } from '../workspaces/index.ts'

/** Digits with a leading `+`; blanks and dashes are dropped, numbers of nine digits are Uzbek ones. */
function parsePhoneNumber(raw: unknown): string | undefined {
  if (typeof raw !== 'string') return undefined
  const digits = raw.replace(/[\s-]/g, '')
  if (/^\d{9}$/.test(digits)) return `+998${digits}`
  if (/^998\d{9}$/.test(digits)) return `+${digits}`
  return /^\+\d{7,15}$/.test(digits) ? digits : undefined
}

const emailField = () =>
  required(
    field(Type.String({ format: 'email', maxLength: 254 }), parseEmail, 'Enter a valid e-mail address.'),
    'An e-mail address is needed.',
  )

/** A password as sent: its rules are checked against the account afterwards. */
const secretField = (message: string): Field<string> =>
  required(text({ min: 1, max: 4096, message }), message)

const optionalSecret = () => nullable(text({ max: 4096 }))
const fullName = () =>
  aliased(
    nullable(text({ max: 150, trim: true, message: 'At most 150 characters.' }), { blank: true }),
    'name',
  )
const username = () =>
  nullable(
    text({
      min: 3,
      max: 50,
      trim: true,
      pattern: /^[A-Za-z0-9_.-]+$/,
      message: 'Use 3 to 50 of the letters A–Z, digits, dot, dash and underscore.',
    }),
    { blank: true },
  )
const phoneNumber = () =>
  aliased(
    nullable(
      field(Type.String({ maxLength: 40 }), parsePhoneNumber, 'Enter a number such as +84 912 345 678.'),
      { blank: true },
    ),
    'phone',
  )
const language = () => nullable(oneOf(locales, `Choose one of ${locales.join(', ')}.`), { blank: true })
const workspaceName = () =>
  nullable(text({ max: 150, trim: true, message: 'At most 150 characters.' }), { blank: true })
const timeZone = () => nullable(timeZoneField(), { blank: true })

export const registerFields = {
  email: emailField(),
  password: secretField('A password is needed.'),
  password_confirm: optionalSecret(),
  full_name: fullName(),
  phone_number: phoneNumber(),
  username: username(),
  language: language(),
  timezone: timeZone(),
  workspace_name: workspaceName(),
  currency: nullable(currencyField(), { blank: true }),
  locale: nullable(localeField(), { blank: true }),
}

const oneTimeToken = () => {
  const message = 'The token is missing.'
  return required(text({ min: 1, max: 500, trim: true, message }), message)
}

export const ownerFields = { token: oneTimeToken(), ...registerFields }

/** The invitation says the address and the workspace. */
export const acceptFields = {
  token: oneTimeToken(),
  password: registerFields.password,
  password_confirm: registerFields.password_confirm,
  full_name: registerFields.full_name,
  phone_number: registerFields.phone_number,
  username: registerFields.username,
  language: registerFields.language,
  timezone: registerFields.timezone,
}

const loginName = (message: string) => required(text({ min: 1, max: 1000, trim: true, message }), message)

export const loginFields = {
  email: loginName('An e-mail address is needed.'),
  password: secretField('A password is needed.'),
}

export const salesLoginFields = {
  username: aliased(loginName('Username is required'), 'email'),
  password: secretField('Password is required'),
}

export const refreshFields = { refresh: text({ min: 1, max: 4096, message: 'A refresh token is needed.' }) }

export const logoutFields = {
  refresh: nullable(text({ min: 1, max: 4096, message: 'The refresh token is not valid.' })),
}

export const googleFields = {
  access_token: (() => {
    const message = 'An access token of Google is needed.'
    return required(text({ min: 1, max: 4096, trim: true, message }), message)
  })(),
  language: registerFields.language,
  timezone: registerFields.timezone,
}

export const passwordChangeFields = {
  old_password: aliased(secretField('The current password is needed.'), 'current_password'),
  new_password: secretField('A new password is needed.'),
  new_password_confirm: optionalSecret(),
}

export const resetRequestFields = { email: emailField() }

export const resetConfirmFields = {
  token: oneTimeToken(),
  password: aliased(secretField('A new password is needed.'), 'new_password'),
  password_confirm: optionalSecret(),
}

export const tokenFields = { token: oneTimeToken() }

export const deletionFields = { password: nullable(text({ max: 4096 })) }

export const profileFields = {
  full_name: fullName(),
  username: username(),
  phone_number: phoneNumber(),
  language: oneOf(locales, `Choose one of ${locales.join(', ')}.`),
  timezone: timeZoneField(),
  bio: nullable(text({ max: 500, trim: true, message: 'At most 500 characters.' })),
  avatar: nullable(
    field<never>(
      Type.String({ format: 'binary' }),
      () => undefined,
      'Send the picture as a file, or null to remove it.',
    ),
  ),
}

/** Whether a text may be compared with stored ones at all. */
export const isPlausibleName = (value: string): boolean => isStorableText(value) && value.length <= 254
