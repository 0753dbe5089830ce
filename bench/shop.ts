import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { fillOtherWorkspaces, fillWorkspace, type Size } from './data.ts'
import { type Running, startProgram } from './processes.ts'

/** A running server on a filled database of its own, and one connection to it. */
export interface Shop {
  size: Size
  firstProduct: number
  firstCustomer: number
  firstOrder: number
  token: string
  server: Running
  agent: Agent
  /** Removes the database unless it is kept. */
  discard(): Promise<void>
}

interface ShopOptions {
  /** Connected to a database other than the shop's. */
  admin: pg.Client
  dataDir: string
  /** Whether the database outlives the run and one of an earlier run is used again. */
  keep: boolean
  name: string
  size: Size
  otherWorkspaces: number
}

const serverMain = fileURLToPath(new URL('../server/src/main.ts', import.meta.url))
/** A migration of a kept database may build an index over a million rows. */
const migrationPatience = 900_000
const credentials = { ADMIN_EMAIL: 'bench@example.com', ADMIN_PASSWORD: 'a-long-bench-password-7' }

/** Makes and fills the database if it is not there, and starts a server on it. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { admin, size } = options
  const database = `tradepost_scale_${options.name}_${options.keep ? size.orders : process.pid}`
  const url = new URL(`postgresql://${admin.host}:${admin.port}/${database}`)
  url.username = admin.user ?? ''
  if (admin.password) url.password = admin.password
  const environment = {
    DATABASE_URL: url.href,
    DATA_DIR: join(options.dataDir, options.name),
    THROTTLE_ENABLED: 'False',
    LOG_LEVEL: 'silent',
    ...credentials,
  }
  const known = await admin.query('select from pg_database where datname = $1', [database])
  if (known.rowCount === 0) await admin.query(`create database ${database}`)
  const migrating = await startProgram(serverMain, environment, '/health/', migrationPatience)
  await migrating.stop()

  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const owner = (
    await client.query(
      `select m.user_id, m.workspace_id from memberships m join users u on u.id = m.user_id where u.email = $1`,
      [credentials.ADMIN_EMAIL],
    )
  ).rows[0]
  if ((await client.query('select from products limit 1')).rowCount === 0) {
    const begin = performance.now()
    await fillWorkspace(client, owner.workspace_id, owner.user_id, size)
    if (options.otherWorkspaces > 0) await fillOtherWorkspaces(client, options.otherWorkspaces)
    console.log(`${options.name} filled in ${((performance.now() - begin) / 1000).toFixed(0)} s`)
  }
  const first = async (table: string): Promise<number> =>
    (await client.query(`select min(id) as id from ${table} where workspace_id = $1`, [owner.workspace_id]))
      .rows[0].id
  const firsts = {
    firstProduct: await first('products'),
    firstCustomer: await first('customers'),
    firstOrder: await first('orders'),
  }
  await readFiles(client)
  await client.end()

  const server = await startProgram(serverMain, environment, '/health/')
  const shop = { size, ...firsts, token: '', server, agent: new Agent({ keepAlive: true, maxSockets: 1 }) }
  const answer = await send(shop, 'POST', '/api/auth/login', {
    username: credentials.ADMIN_EMAIL,
    password: credentials.ADMIN_PASSWORD,
  })
  return {
    ...shop,
    token: JSON.parse(answer.body).token,
    discard: async () => {
      if (!options.keep) await admin.query(`drop database if exists ${database} with (force)`)
    },
  }
}

/** Brings the files into the system's cache: in a kept database the disk would otherwise be measured as growth. */
async function readFiles(client: pg.Client): Promise<void> {
  await client.query(
    `select sum(length(pg_read_binary_file(pg_relation_filepath(oid), at, 16777216)))
     from pg_class, generate_series(0, least(pg_relation_size(oid), 1073741824) - 1, 16777216) at
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`,
  )
}

export async function closeShop(shop: Shop): Promise<void> {
  shop.agent.destroy()
  await shop.server.stop()
  await shop.discard()
}

/** Milliseconds from the request to the last byte of its answer; null for 404. Any other answer but 2xx is an error. */
export async function timedRequest(shop: Shop, path: string, body?: unknown): Promise<number | null> {
  const begin = performance.now()
  const answer = await send(shop, body === undefined ? 'GET' : 'POST', path, body)
  const time = performance.now() - begin
  if (answer.status === 404) return null
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.body}`)
  return time
}

function send(
  shop: Pick<Shop, 'server' | 'agent' | 'token'>,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: shop.server.port,
        agent: shop.agent,
        method,
        path,
        headers: {
          ...(shop.token ? { authorization: `Bearer ${shop.token}` } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
        response.on('error', reject)
      },
    )
    call.on('error', reject)
    call.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
