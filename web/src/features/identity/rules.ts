import type { TFunction } from 'i18next'

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
