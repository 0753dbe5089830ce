import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './support/app.ts'

const committed = fileURLToPath(new URL('../../client/openapi.json', import.meta.url))
let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('the committed API document is what the routes say; "npm run client" writes it anew', async () => {
  const { body } = await app.get('/openapi.json')
  const text = `${JSON.stringify(body, null, 2)}\n`
  if (process.env.WRITE_OPENAPI) writeFileSync(committed, text)
  expect(text === readFileSync(committed, 'utf8')).toBe(true)
})

test('every operation has a summary, a tag and a success answer', async () => {
  const { body } = await app.get('/openapi.json')
  for (const [path, operations] of Object.entries<Record<string, Record<string, object>>>(body.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const where = `${method} ${path}`
      expect(operation.summary, where).toBeTruthy()
      expect(operation.tags, where).toHaveLength(1)
      expect(
        Object.keys(operation.responses ?? {}).some((status) => /^[23]/.test(status)),
        where,
      ).toBe(true)
    }
  }
})
