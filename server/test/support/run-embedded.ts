/**
 * A process that owns an embedded database, for tests that kill it or run it as another user.
 * `node run-embedded.ts [data folder]` prints `{pid, url}` when ready, or the error's message and exits 1.
 */
import { startEmbedded } from '../../src/kernel/database/embedded.ts'

try {
  const { pid, url, stop } = await startEmbedded({ dataDir: process.argv[2] ?? null })
  const keepAlive = setInterval(() => {}, 60_000)
  process.once('SIGTERM', async () => {
    await stop()
    clearInterval(keepAlive)
  })
  console.log(JSON.stringify({ pid, url }))
} catch (error) {
  console.log(error instanceof Error && error.name === 'EmbeddedDatabaseError' ? error.message : error)
  process.exitCode = 1
}
