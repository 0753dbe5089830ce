/** What other features may use of the identity pages. */
export { PasswordField } from './PasswordField.tsx'
export { newPasswordProblem, passwordRefusal } from './rules.ts'
