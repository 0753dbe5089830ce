import { createHash } from 'node:crypto'
import { columnKinds } from './vocabulary.ts'

/** What the export writes for a stock that the catalogue counts. */
export function stockCells(stock: number): Record<string, string> {
  return { [columnKinds.stock.header]: String(stock), [columnKinds.in_stock.header]: stock > 0 ? '1' : '0' }
}

/** `"0.500"` as `0.5`. */
export function plainWeight(weight: string): string {
  return weight.replace(/\.?0+$/, '') || '0'
}

/** A short stand-in for a long text in `KeptCells.value`. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64').slice(0, 22)
}
