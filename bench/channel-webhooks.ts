import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startWhatsAppDouble } from '../server/test/doubles/whatsapp.ts'
import { startServerProcess } from '../server/test/support/server-process.ts'
import { type BurstFigures, runBurst } from '../server/test/support/webhook-burst.ts'

/**
 * The figures of webhooks, against the real server on its embedded database: 5,000 signed deliveries at 16 connections, then the same
 * while the server is killed on the way; the sender repeats what got no 200. Fails when one is lost or counts twice.
 *
 * `--deliveries=<n>` 5,000 unless told, `--connections=<n>` 16 unless told.
 */
const option = (name: string, usual: number) =>
  Number(process.argv.find((argument) => argument.startsWith(`--${name}=`))?.split('=')[1] ?? usual)
const deliveries = option('deliveries', 5000)
const connections = option('connections', 16)
const answerLimitMs = 5000

let failures = 0
for (const kills of [0, 1]) {
  const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-webhooks-'))
  const double = await startWhatsAppDouble()
  const administrator = { ADMIN_EMAIL: 'bench@example.com', ADMIN_PASSWORD: 'a-long-bench-password-7' }
  const env = { ...double.env, ...administrator, DATABASE_URL: '', DATA_DIR: dataDir, LOG_LEVEL: 'silent' }
  try {
    const start = () => startServerProcess({ ...env, THROTTLE_ENABLED: 'False' })
    report(kills, await runBurst({ double, administrator, start, deliveries, connections, kills }))
  } finally {
    await double.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
process.exit(failures ? 1 : 0)

function report(kills: number, figures: BurstFigures): void {
  const { seconds, slowest, sentAgain, lost, doubled, changedByCopies, copiesSeconds } = figures
  const isGood = lost + doubled + changedByCopies === 0 && slowest < answerLimitMs
  if (!isGood) failures++
  const name = `${deliveries} webhooks${kills ? `, server killed ${kills} time` : ''}`
  const speed = `${seconds.toFixed(1)} s (${Math.round(deliveries / seconds)} a second, slowest ${Math.round(slowest)} ms)`
  const outcome = `${sentAgain} sent again, ${lost} lost, ${doubled} doubled`
  const copies = `all once more in ${copiesSeconds.toFixed(1)} s: ${changedByCopies} changed`
  console.log(`${name.padEnd(38)} ${speed}, ${outcome}; ${copies}  ${isGood ? 'ok' : 'FAILED'}`)
}
