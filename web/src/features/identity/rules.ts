import type { TFunction } from 'i18next'
import { ApiError } from '../../app/api.ts'

type T = TFunction<'auth'>

/** What the browser can tell about a new password; the server also knows common and personal ones. */
export function newPasswordProblem(t: T, password: string): string | null {
  if (password.length < 8) return t('errors.passwordShort')
  if (password.length > 128) return t('errors.passwordLong')
  if (/^\p{Nd}+$/u.test(password)) return t('errors.passwordDigits')
  return null
}

/** Only the obvious slips: the message that we send is the real proof. */
export function emailProblem(t: T, email: string): string | null {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : t('errors.email')
}

/**
 * Why the server refused a password although its form is right: `used` when it is one of the last ones, `wrong` for
 * everything else that a rule refuses (the current password, the token of a link). Null for other failures. The
 * contract gives both the same code, so the named field decides, else the wording.
 */
export function passwordRefusal(error: unknown): 'wrong' | 'used' | null {
  if (!(error instanceof ApiError) || error.code !== 'BUSINESS_LOGIC_ERROR') return null
  const aboutNew = 'new_password' in error.fields || 'password' in error.fields
  const aboutOld = 'old_password' in error.fields || 'current_password' in error.fields
  if (aboutNew && !aboutOld) return 'used'
  return !aboutOld &&
    /\b(reuse|used|history|previous|recent)/i.test(error.message) &&
    !/token|link/i.test(error.message)
    ? 'used'
    : 'wrong'
}
