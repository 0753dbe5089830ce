import { Refusal } from '../../kernel/errors.ts'
import { type Dialect, restFrameworkDialect } from '../../kernel/http/dialects.ts'

const dead = 'Given token not valid for any token type'
const invalidToken = () =>
  new Refusal(401, dead, {
    body: { detail: dead, code: 'token_not_valid' },
    headers: { 'www-authenticate': 'Bearer realm="api"' },
  })
const notADictionary = 'Invalid data. Expected a dictionary.'

/** The REST framework's dialect with the texts of channels contract 1. */
export const channelsDialect: Dialect = {
  ...restFrameworkDialect,
  invalidToken,
  invalidApiToken: invalidToken,
  tokensRefused: invalidToken,
  notAnObject: () => new Refusal(400, notADictionary, { body: { non_field_errors: [notADictionary] } }),
}
