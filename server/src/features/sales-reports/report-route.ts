import type { FastifyReply } from 'fastify'
import { type TObject, type TSchema, Type } from 'typebox'
import { sendCsv } from '../../kernel/csv/send-csv.ts'
import type { Fields, Input } from '../../kernel/http/fields.ts'
import type { Context, RouteSpec } from '../../kernel/http/route.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { choice, columnsOf, csvRows, tablesOf } from './report-csv.ts'
import type { ReportScope } from './report-queries.ts'
import { rangeFields, reportRange } from './report-range.ts'

const rangeRule =
  "`start_date` and `end_date` are calendar days in the workspace's time zone, both included; the last 30 days unless told."
const csvRule = '`format=csv` answers a file, UTF-8 with byte order mark, formula cells defused'

export const formatField = () => choice(['json', 'csv'])

/** The success answer of a report: JSON, or CSV when asked. */
export function reportResponses(schema: TSchema): Record<number, TSchema> {
  const content = { 'application/json': { schema }, 'text/csv': { schema: Type.String() } }
  return { 200: { content } as unknown as TSchema }
}

/** What a report's reader works with. */
export interface ReportCall<Q extends Fields> {
  context: Context
  scope: ReportScope
  query: Input<Q>
}

/** A report on a range of days as one JSON object, any of whose tables is to be had as CSV. */
export function reportRoute<Q extends Fields>(spec: {
  name: string
  summary: string
  description?: string
  schema: TObject
  query?: Q
  read(call: ReportCall<Q>): Promise<object>
}): RouteSpec {
  return salesRoute({
    method: 'GET',
    path: `/api/reports/${spec.name}`,
    summary: spec.summary,
    description: [spec.description, rangeRule, tableRule(spec.schema)].filter(Boolean).join(' '),
    tag: 'Reports',
    query: { ...rangeFields(), ...spec.query, ...tableFields(spec.schema) },
    responses: reportResponses(spec.schema),
    async handle(context) {
      const query = context.query()
      const scope = scopeOf(context as unknown as Context, query)
      const report = await spec.read({
        context: context as unknown as Context,
        scope,
        query: query as unknown as Input<Q>,
      })
      return answer(context.reply, spec.schema, report, query as Format, daysOf(scope))
    },
  })
}

/** The caller's workspace and the days asked for. */
export function scopeOf(
  context: Context,
  query: { start_date?: string | null | undefined; end_date?: string | null | undefined },
): ReportScope {
  const { workspaceId, timeZone } = context.caller
  return { workspaceId, timeZone, range: reportRange(query, context.services.clock.now(), timeZone) }
}

/** The days as file names have them. */
export function daysOf({ range }: ReportScope): string {
  return `${range.firstDay}-${range.lastDay}`
}

interface Format {
  format?: string | null | undefined
  table?: string | null | undefined
}

/** The keys that choose the form of an answer. */
export function tableFields(schema: TObject) {
  return { format: formatField(), table: choice(tablesOf(schema)) }
}

/** For the API document: which tables of the report a file may hold. */
export function tableRule(schema: TObject): string {
  const tables = tablesOf(schema)
  return `${csvRule}; \`table\`: ${tables.join(', ')} (${tables[0]} unless told).`
}

/** The report as JSON, or one of its tables as a CSV file whose name ends in `suffix`. */
export async function answer(
  reply: FastifyReply,
  schema: TObject,
  report: object,
  asked: Format,
  suffix: string,
): Promise<unknown> {
  if (asked.format !== 'csv') return report
  const table = asked.table || (tablesOf(schema)[0] as string)
  const columns = columnsOf(schema.properties[table] as TSchema)
  const rows = (report as Record<string, object[]>)[table] ?? []
  return sendCsv(reply, `${table.replaceAll('_', '-')}-${suffix}`, csvRows(columns, rows))
}
