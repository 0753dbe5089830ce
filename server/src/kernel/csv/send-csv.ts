import type { FastifyReply } from 'fastify'
import { writeCsv } from './write-csv.ts'

/**
 * Answers with rows as a CSV file to be saved under `name` (ASCII, without the ending). Two rows, the headers and one more, are awaited
 * before the answer starts, so that a failing query is still an error and not half a file; the others are read as fast as
 * the client takes them.
 */
export async function sendCsv(reply: FastifyReply, name: string, rows: AsyncIterator<string[]>) {
  const first = [await rows.next(), await rows.next()]
  async function* all() {
    for (const row of first) if (!row.done) yield row.value
    for (let next = await rows.next(); !next.done; next = await rows.next()) yield next.value
  }
  return reply
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .type('text/csv; charset=utf-8')
    .serializer((payload: unknown) => payload as string)
    .send(writeCsv(all()))
}
