/** What other features may use of the identity pages. */
export { AuthCard } from './AuthCard.tsx'
export { ownTimeZone } from './api.ts'
export { PasswordField } from './PasswordField.tsx'
export { emailProblem, newPasswordProblem, passwordRefusal } from './rules.ts'
