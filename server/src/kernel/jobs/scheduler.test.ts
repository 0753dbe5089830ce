import { expect, test } from 'vitest'
import { createScheduler, latestSlot, nextSlot } from './scheduler.ts'

const daily = (cron: string, timeZone: string) => ({ name: 'x', cron, timeZone })
const at = (text: string) => new Date(text)

test('slots are wall-clock times of the zone', () => {
  expect(nextSlot(daily('0 2 * * *', 'Asia/Tashkent'), at('2026-02-23T00:00:00Z'))).toEqual(
    at('2026-02-23T21:00:00Z'),
  )
  expect(latestSlot(daily('0 2 * * *', 'Asia/Tashkent'), at('2026-02-23T21:00:00Z'))).toEqual(
    at('2026-02-23T21:00:00Z'),
  )
})

test('a daily time that the clock change skips or repeats still has exactly one slot a day', () => {
  for (const day of ['2026-03-29', '2026-10-25']) {
    const schedule = daily('30 2 * * *', 'Europe/Berlin')
    const slots: string[] = []
    let time = at(`${day}T00:00:00+02:00`)
    for (;;) {
      time = nextSlot(schedule, time)
      if (time.getTime() >= at(`${day}T23:59:00+01:00`).getTime()) break
      slots.push(time.toISOString())
    }
    expect(slots).toHaveLength(1)
  }
})

test('the latest slot of any instant lies before it and no other slot between', () => {
  for (const cron of ['0 0 * * *', '*/5 * * * *', '15 */6 * * *', '0 10 1 * *']) {
    for (let hour = 0; hour < 24 * 60; hour += 7) {
      const now = new Date(at('2026-03-01T00:00:00Z').getTime() + hour * 3_600_000)
      const latest = latestSlot(daily(cron, 'Europe/Berlin'), now)
      expect(latest.getTime()).toBeLessThanOrEqual(now.getTime())
      expect(nextSlot(daily(cron, 'Europe/Berlin'), latest).getTime()).toBeGreaterThan(now.getTime())
    }
  }
})

test('an expression or zone that cannot be read is refused where it is written', () => {
  const scheduler = createScheduler({
    db: {} as never,
    clock: { now: () => new Date() },
    enqueue: async () => null,
  })
  expect(() => scheduler.add(daily('61 * * * *', 'UTC'))).toThrow()
  expect(() => scheduler.add(daily('* * * * * *', 'UTC'))).toThrow('five cron fields')
  expect(() => scheduler.add(daily('0 0 * * *', 'Asia/Nowhere'))).toThrow()
})
