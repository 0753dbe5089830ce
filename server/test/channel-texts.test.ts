import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { problemCodes } from '../../web/src/features/channel-posts/problem-codes.ts'
import { errorCodes, storedErrors as storedTexts } from '../../web/src/features/channels/error-codes.ts'
import { projectRoot } from '../src/config.ts'
import { connectFailures, failureText } from '../src/features/channels/finish-connection.ts'
import { failureCodes } from '../src/features/channels/messages/failures.ts'
import { actionCodes } from '../src/features/channels/provider-error.ts'
import { checkCodes, targetErrorCodes } from '../src/features/channels/publishing/schemas.ts'
import { storedErrors } from '../src/features/channels/stored-errors.ts'

/** The keys of a part of the web app's English words; its own tests compare the other languages with them. */
const words = (file: string, part: string) =>
  Object.keys(JSON.parse(readFileSync(join(projectRoot, `web/src/i18n/en/${file}.json`), 'utf8'))[part])

const told: ReadonlySet<string> = new Set([...errorCodes, ...problemCodes])
const untold = (codes: readonly string[]) => codes.filter((code) => !told.has(code))

test('the web app has words for every code with which an action, a target or a connection fails', () => {
  expect(untold(actionCodes)).toEqual([])
  expect(untold(targetErrorCodes)).toEqual([])
  expect(untold(checkCodes)).toEqual([])
  expect(untold(connectFailures)).toEqual([])
  expect(words('channels', 'errors')).toEqual(expect.arrayContaining([...errorCodes]))
  expect(words('channel-posts', 'problems')).toEqual(expect.arrayContaining([...problemCodes]))
})

test('the web app has words for every code with which WhatsApp refuses a message', () => {
  expect(words('whatsapp', 'refusals')).toEqual(expect.arrayContaining(failureCodes))
})

test('the web app knows every sentence that the server keeps with an account', () => {
  for (const [code, sentence] of Object.entries(storedErrors)) expect(storedTexts[sentence]).toBe(code)
  for (const code of connectFailures) expect(storedTexts[failureText(code)]).toBe(code)
  expect(words('channels', 'errors')).toEqual(expect.arrayContaining(Object.values(storedTexts)))
})
