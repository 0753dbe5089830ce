import { randomUUID } from 'node:crypto'
import { openRedis, type RedisPair } from '../../src/kernel/redis/redis.ts'

interface LogLine {
  details: object
  message: string
}

export interface TestPair extends RedisPair {
  /** What was logged, oldest first. */
  lines: LogLine[]
  /** Brings the expiry of every key of the installation nearer, as if so much time had passed. */
  elapse(milliseconds: number): Promise<void>
}

/** A pair as a process of the installation `secretKey` has it; an installation of its own unless told. */
export async function openTestPair(url: string, secretKey: string = randomUUID()): Promise<TestPair> {
  const lines: LogLine[] = []
  const log = { warn: (details: object, message: string) => void lines.push({ details, message }) }
  const pair = await openRedis({ url, secretKey, log })
  const prefix = pair.key('cache', '').slice(0, -'cache:'.length)
  return {
    ...pair,
    lines,
    async elapse(milliseconds) {
      for (const key of await pair.commands.keys(`${prefix}*`)) {
        await pair.commands.pexpire(key, (await pair.commands.pttl(key)) - milliseconds)
      }
    },
  }
}
