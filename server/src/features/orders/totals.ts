import { type FieldError, invalid } from '../../kernel/errors.ts'
import { MAX_TOTAL, multiply } from '../../kernel/money/money.ts'

/** Amounts in minor units. */
export interface Totals {
  total: bigint
  final: bigint
}

export interface ClaimedTotals {
  total_amount?: bigint | null | undefined
  final_amount?: bigint | null | undefined
}

/** The sum of the lines' subtotals, in minor units; not yet checked against the largest total. */
export function sumLines(lines: readonly { price: bigint; quantity: number }[]): bigint {
  return lines.reduce((sum, line) => sum + multiply(line.price, line.quantity), 0n)
}

/**
 * The totals that the server computes (sales contract 9.2). Throws the 400 when they are out of range, when the discount
 * exceeds the total, or when what the client claims differs.
 */
export function settleTotals(
  total: bigint,
  discount: bigint,
  shippingFee: bigint,
  claimed: ClaimedTotals,
): Totals {
  const final = total - discount + shippingFee
  const problems: FieldError[] = []
  const refuse = (path: string, message: string) => problems.push({ path, message })
  const differs = (claim: bigint | null | undefined, amount: bigint) => claim != null && claim !== amount

  if (total > MAX_TOTAL) refuse('total_amount', 'Invalid value')
  else if (differs(claimed.total_amount, total)) refuse('total_amount', 'Total amount does not match items')
  if (total <= MAX_TOTAL && discount <= total) {
    if (final > MAX_TOTAL) refuse('final_amount', 'Invalid value')
    else if (differs(claimed.final_amount, final)) refuse('final_amount', 'Final amount does not match')
  }
  if (discount > total) refuse('discount_amount', 'Discount cannot exceed the total amount')
  if (problems.length > 0) throw invalid(problems)
  return { total, final }
}
