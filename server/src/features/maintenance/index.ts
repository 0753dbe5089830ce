import type { FastifyInstance } from 'fastify'
import type { Services } from '../../kernel/services.ts'
import { cleanUpOldData } from './clean-up.ts'

const cleanUpJob = 'cleanup_old_data'

/** What the server does for its own upkeep: the nightly clean-up at 03:00 in `TIME_ZONE`. */
export function registerMaintenance(_app: FastifyInstance, { jobs, db, clock, config }: Services): void {
  jobs.define(cleanUpJob, { handler: () => cleanUpOldData(db, clock.now()) })
  jobs.schedule(cleanUpJob, '0 3 * * *', config.timeZone)
}
