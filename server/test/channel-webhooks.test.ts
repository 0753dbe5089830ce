import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startWhatsAppDouble } from './doubles/whatsapp.ts'
import { createTestDatabase } from './support/database.ts'
import { startServerProcess } from './support/server-process.ts'
import { runBurst } from './support/webhook-burst.ts'

test('a server killed under a burst of webhooks loses none after its 200 and doubles none that comes again', {
  timeout: 60_000,
}, async () => {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'tradepost-webhooks-'))
  const double = await startWhatsAppDouble()
  onTestFinished(async () => {
    await double.close()
    await database.drop()
    await rm(dataDir, { recursive: true, force: true })
  })
  const administrator = { ADMIN_EMAIL: 'owner@example.com', ADMIN_PASSWORD: 'a-long-test-password-7' }
  const env = { ...double.env, ...administrator, DATABASE_URL: database.url, DATA_DIR: dataDir }
  const figures = await runBurst({
    double,
    administrator,
    start: () => startServerProcess({ ...env, LOG_LEVEL: 'silent', THROTTLE_ENABLED: 'False' }),
    deliveries: 300,
    connections: 8,
    kills: 1,
  })
  expect(figures).toMatchObject({ lost: 0, doubled: 0, changedByCopies: 0 })
  expect(figures.sentAgain).toBeGreaterThan(0)
  expect(figures.slowest).toBeLessThan(5000)
})
