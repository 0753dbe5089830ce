/** Sums amounts or counts exactly: in hundredths, which doubles hold up to 90 trillion. */
export function total<Key extends string>(rows: Record<Key, number>[], key: Key): number {
  return rows.reduce((sum, row) => sum + Math.round(row[key] * 100), 0) / 100
}

/** Rounded to hundredths; 0 of nothing. */
export function average(sum: number, count: number): number {
  return count === 0 ? 0 : Math.round((sum * 100) / count) / 100
}

/** Rows by a key, in the order in which the keys first come. */
export function groupBy<Row, Key>(rows: Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
