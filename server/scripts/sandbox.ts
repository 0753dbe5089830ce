import { startSandbox } from '../test/doubles/sandbox.ts'

/**
 * Plays Facebook, Instagram, WhatsApp, TikTok, LinkedIn and X on this machine until it is stopped, and prints
 * the environment variables with which a server uses them: `npm run --silent sandbox > sandbox.env`.
 */
const sandbox = await startSandbox({ meta: 9101, tiktok: 9102, linkedin: 9103, x: 9104 })
for (const [name, value] of Object.entries(sandbox.env)) process.stdout.write(`${name}=${value}\n`)
process.stderr.write('The sandbox is running. Start the server with these variables; Ctrl+C ends it.\n')
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close())
