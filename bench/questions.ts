import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createServices } from '../server/src/assemble.ts'
import { readConfig } from '../server/src/config.ts'
import { indexKnowledge } from '../server/src/features/assistant/index-knowledge.ts'
import { createLexicon, readQuestion } from '../server/src/features/assistant/question.ts'
import { retrieve } from '../server/src/features/assistant/retrieve.ts'
import type { Database } from '../server/src/kernel/database/database.ts'
import { startEmbedded } from '../server/src/kernel/database/embedded.ts'
import { migrate } from '../server/src/kernel/database/migrate.ts'
import {
  type Language,
  languages,
  type PairSet,
  readCatalogue,
  readOffTopic,
  readPairs,
} from './questions-set.ts'

/**
 * How often the product that a customer means is the first source of the answer, and among the first five, by the keyword index
 * alone. `--verbose` names what was missed of the questions that the rules were made with; `--size n` fills a shop for the time.
 */
const verbose = process.argv.includes('--verbose')
const size = Number(process.argv[process.argv.indexOf('--size') + 1]) || 20_000
const lexicon = createLexicon()

const dataDir = mkdtempSync(join(tmpdir(), 'tradepost-questions-'))
const embedded = process.env.BENCH_DATABASE_URL ? null : await startEmbedded({ dataDir })
const adminUrl = process.env.BENCH_DATABASE_URL ?? (embedded?.url as string)
const admin = new pg.Client({ connectionString: adminUrl })
await admin.connect()
const name = `tradepost_questions_${process.pid}`
await admin.query(`create database ${name}`)
const url = new URL(adminUrl)
url.pathname = `/${name}`
const services = await createServices({
  config: readConfig({ LOG_LEVEL: 'silent', WORKER: 'off' }),
  dataDir,
  connection: { connectionString: url.href },
})
const { db } = services
await migrate(db.pool)

interface Tally {
  asked: number
  first: number
  among5: number
}

try {
  console.log(
    'keyword index alone    made with: @1  @5     held out: @1  @5      later: @1  @5        all: @1  @5',
  )
  const totals = [tally(), tally(), tally()] as const
  const offTopic = { asked: 0, empty: 0 }
  for (const language of languages) {
    const workspaceId = await openShop(language)
    const tuned = await ask(workspaceId, language, 'questions', totals[0])
    const heldOut = await ask(workspaceId, language, 'held-out', totals[1])
    const later = await ask(workspaceId, language, 'later', totals[2])
    console.log(row(language, tuned, heldOut, later))
    await askOffTopic(workspaceId, language, offTopic)
  }
  console.log(row('all', ...totals))
  console.log(`about nothing in the shop: ${offTopic.empty} of ${offTopic.asked} answered without sources`)
  await measureTime()
} finally {
  await db.close()
  await admin.query(`drop database if exists ${name} with (force)`)
  await admin.end()
  await embedded?.stop()
  rmSync(dataDir, { recursive: true, force: true })
}

function tally(): Tally {
  return { asked: 0, first: 0, among5: 0 }
}

async function openShop(language: string): Promise<number> {
  const [workspace] = await db.query<{ id: number }>(
    `insert into workspaces (name, time_zone, currency, locale) values ($1, 'UTC', 'USD', $1) returning id`,
    [language],
  )
  return workspace!.id
}

async function fill(shop: Database, workspaceId: number, language: Language): Promise<void> {
  for (const product of readCatalogue(language)) {
    const [row] = await shop.query<{ id: number }>(
      `insert into products (workspace_id, name, description, price, stock, category, external_id)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [
        workspaceId,
        product.title,
        product.description,
        product.price,
        product.stock,
        product.category,
        product.key,
      ],
    )
    await shop.query(
      'insert into product_details (product_id, workspace_id, brand, tags, link) values ($1, $2, $3, $4, $5)',
      [row!.id, workspaceId, product.brand, product.tags, product.key],
    )
  }
}

async function ask(workspaceId: number, language: Language, set: PairSet, total: Tally): Promise<Tally> {
  if (set === 'questions') await fill(db, workspaceId, language)
  const result = tally()
  for (const { question, key } of readPairs(language, set)) {
    const read = readQuestion(question, lexicon, language)
    const { found } = await retrieve(services, workspaceId, read, new AbortController().signal)
    const place = found.findIndex((one) => one.link === key)
    result.asked++
    if (place === 0) result.first++
    if (place >= 0 && place < 5) result.among5++
    if (verbose && set === 'questions' && (place !== 0 || read.language !== language)) {
      console.log(
        `  ${place < 0 ? 'missed' : `place ${place + 1}`}  ${question} (${read.language}): ${key}, got ${found.map((f) => f.link).slice(0, 5)}`,
      )
    }
  }
  total.asked += result.asked
  total.first += result.first
  total.among5 += result.among5
  return result
}

async function askOffTopic(
  workspaceId: number,
  language: Language,
  total: { asked: number; empty: number },
): Promise<void> {
  for (const question of readOffTopic(language)) {
    const read = readQuestion(question, lexicon, language)
    const { found } = await retrieve(services, workspaceId, read, new AbortController().signal)
    total.asked++
    if (found.length === 0) total.empty++
    else if (verbose) console.log(`  off topic  ${question}: got ${found.map((f) => f.title)}`)
  }
}

function row(label: string, ...tallies: Tally[]): string {
  const all = tally()
  for (const { asked, first, among5 } of tallies) {
    all.asked += asked
    all.first += first
    all.among5 += among5
  }
  const cells = [...tallies, all].map(
    ({ asked, first, among5 }) =>
      `${String(asked).padStart(4)} ${(first / asked).toFixed(2)} ${(among5 / asked).toFixed(2)}`,
  )
  return `${label.padEnd(22)} ${cells.join('       ')}`
}

async function measureTime(): Promise<void> {
  const workspaceId = await openShop('en')
  const catalogue = languages.flatMap(readCatalogue)
  const shuffled = Array.from({ length: size }, (_, index) => {
    const product = catalogue[index % catalogue.length]!
    const other = catalogue[(index * 7919 + 13) % catalogue.length]!
    return {
      ...product,
      title: `${product.title} ${index}`,
      description: `${product.description} ${other.description}`,
    }
  })
  await db.query(
    `insert into products (workspace_id, name, description, price, stock, category)
     select $1, * from unnest($2::text[], $3::text[], $4::numeric[], $5::integer[], $6::text[])`,
    [
      workspaceId,
      shuffled.map((p) => p.title),
      shuffled.map((p) => p.description),
      shuffled.map((p) => p.price),
      shuffled.map((p) => p.stock),
      shuffled.map((p) => p.category),
    ],
  )
  let begin = performance.now()
  await indexKnowledge(db, workspaceId, Number.POSITIVE_INFINITY)
  console.log(`\n${size} products indexed in ${((performance.now() - begin) / 1000).toFixed(1)} s`)
  await db.query('vacuum analyze knowledge_entries')
  const times: number[] = []
  for (const language of languages) {
    for (const { question } of readPairs(language, 'questions')) {
      begin = performance.now()
      await retrieve(
        services,
        workspaceId,
        readQuestion(question, lexicon, language),
        new AbortController().signal,
      )
      times.push(performance.now() - begin)
    }
  }
  times.sort((a, b) => a - b)
  const at = (part: number) => times[Math.floor(part * (times.length - 1))]!.toFixed(1)
  console.log(`a question among them: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms, slowest ${at(1)} ms`)
}
