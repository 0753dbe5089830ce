export type Severity = 'error' | 'warning' | 'info'

/** One remark of the dry run. `line` is null for remarks on the whole file, `column` is the header of the file. */
export interface Finding {
  line: number | null
  column: string | null
  severity: Severity
  code: string
  message: string
  value?: string
}

/** The first findings in full and the number of each code, in bounded memory. */
export interface FindingLog {
  add(finding: Finding): void
  /** Counts `times` more of a code whose details are not at hand. */
  count(code: string, severity: Severity, times: number): void
  readonly list: Finding[]
  readonly counts: Record<string, number>
  readonly errors: number
  readonly warnings: number
}

const maxListed = 500
const maxValueLength = 120

export function createFindingLog(): FindingLog {
  const list: Finding[] = []
  const counts: Record<string, number> = {}
  const totals = { error: 0, warning: 0, info: 0 }
  const count = (code: string, severity: Severity, times: number) => {
    counts[code] = (counts[code] ?? 0) + times
    totals[severity] += times
  }
  return {
    list,
    counts,
    count,
    add(finding) {
      count(finding.code, finding.severity, 1)
      if (list.length < maxListed) list.push({ ...finding, ...shortened(finding.value) })
    },
    get errors() {
      return totals.error
    },
    get warnings() {
      return totals.warning
    },
  }
}

function shortened(value: string | undefined): { value?: string } {
  if (value === undefined) return {}
  const storable = value.replaceAll('\u0000', '\uFFFD').toWellFormed()
  return { value: storable.length > maxValueLength ? `${storable.slice(0, maxValueLength)}…` : storable }
}
