// Tests the WordPress plugin against the real server: `npm run plugin:test [arguments for phpunit]`.
// Needs PHP 7.4 or newer with PHPUnit 9 and SQLite (Debian: php-cli php-sqlite3 php-mbstring php-xml phpunit).
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRealServer } from '../e2e/real-server.ts'

const plugin = fileURLToPath(new URL('../plugins/woocommerce/', import.meta.url))
const php = process.env.PHP_PATH ?? 'php'
const phpunit = process.env.PHPUNIT_PATH ?? 'phpunit'

function demand(command, hint) {
  const { status } = spawnSync(command, ['--version'], { stdio: 'ignore' })
  if (status !== 0) {
    console.error(`${command} is missing: ${hint}`)
    process.exit(1)
  }
}

/** Every PHP file parses; the oldest supported version is what the machine's PHP allows to check. */
function lint() {
  const folders = ['.', 'includes', 'tests', 'tests/stand-ins']
  const files = folders.flatMap((folder) =>
    readdirSync(join(plugin, folder))
      .filter((name) => name.endsWith('.php'))
      .map((name) => join(plugin, folder, name)),
  )
  const broken = files.filter((file) => spawnSync(php, ['-l', file], { stdio: 'pipe' }).status !== 0)
  for (const file of broken) spawnSync(php, ['-l', file], { stdio: 'inherit' })
  if (broken.length > 0) process.exit(1)
  console.log(`${files.length} PHP files parse`)
}

function checkTranslations() {
  const script = fileURLToPath(new URL('plugin-languages.mjs', import.meta.url))
  if (spawnSync(process.execPath, [script, '--check'], { stdio: 'inherit' }).status !== 0) process.exit(1)
}

async function post(url, body, headers = {}) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** A user with a session, and an integration token with its webhook, all over HTTP as a person gets them. */
async function connectShop(address) {
  const account = { email: 'shop@example.com', password: 'blue-Lantern-42-river', full_name: 'Lan Pham' }
  const { data } = await post(`${address}/api/v1/auth/register`, account)
  const jwt = data.tokens.access
  const token = await post(
    `${address}/api/v1/integrations/tokens/generate/`,
    { name: 'Shop under test' },
    { authorization: `Bearer ${jwt}` },
  )
  return { email: account.email, jwt, token: token.token, webhook: token.webhook }
}

function run(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: plugin, stdio: 'inherit', env: { ...process.env, ...env } })
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

demand(php, 'install PHP (Debian: php-cli php-sqlite3 php-mbstring php-xml), or set PHP_PATH')
demand(phpunit, 'install PHPUnit 9 (Debian: phpunit), or set PHPUNIT_PATH')
lint()
checkTranslations()
const server = await startRealServer({})
try {
  const shop = await connectShop(server.address)
  process.exitCode = await run(phpunit, process.argv.slice(2), {
    TRADEPOST_URL: server.address,
    TRADEPOST_EMAIL: shop.email,
    TRADEPOST_TOKEN: shop.token,
    TRADEPOST_JWT: shop.jwt,
    TRADEPOST_DELIVERY_URL: shop.webhook.delivery_url,
    TRADEPOST_WEBHOOK_SECRET: shop.webhook.secret,
  })
} finally {
  await server.stop()
}
