import { expect, test } from 'vitest'
import { passwordProblem } from './password-rules.ts'

const owner = { email: 'marigold.hansen@example.com', username: 'goldfinch', fullName: 'Marigold Hansen' }

test.each([
  'rolling-stone-42',
  'Sup3r-secret!9',
  'Bakery-1!',
  'Password1!',
  'aaaaaaab',
  'пароль-надёжный-7',
  'گذرواژهٔ-خوب-۷',
  'x1'.repeat(64),
  '😀😀😀😀😀😀😀a',
])('%s is welcome', (password) => {
  expect(passwordProblem(password, owner)).toBeNull()
})

test.each([
  ['too short', 'aB3-xyz'],
  ['too short, counted in characters', '😀😀😀😀'],
  ['too long', 'x1'.repeat(65)],
  ['only digits', '8203948573'],
  ['only digits of another script', '۸۲۰۳۹۴۸۵۷۳'],
  ['common', 'password123'],
  ['common in capitals', 'QWERTYUIOP'],
  ['one character again and again', 'aaaaaaaa'],
  ['the alphabet', 'abcdefgh'],
  ['the alphabet backwards', 'ZYXWVUTSR'],
  ['the e-mail', 'marigold.hansen@example.com'],
  ['the local part', 'marigold.hansen1'],
  ['the user name', 'Goldfinch7'],
  ['the first name', 'marigold12'],
  ['the whole name', 'marigoldhansen'],
  ['not storable', 'abc\u0000defgh1'],
  ['half a character', 'abcdefgh1\ud800'],
])('refused: %s', (_why, password) => {
  expect(passwordProblem(password, owner)).not.toBeNull()
})
