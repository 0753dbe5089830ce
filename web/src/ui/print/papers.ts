import { useLocalStorage } from '@mantine/hooks'

/** Millimetres. A `height` of null is a roll: the page is as long as what is printed on it. */
export type Paper = { width: number; height: number | null; margin: number }

export const papers = {
  a4: { width: 210, height: 297, margin: 15 },
  a5: { width: 148, height: 210, margin: 10 },
  a6: { width: 105, height: 148, margin: 5 },
  label: { width: 100, height: 150, margin: 5 },
  roll80: { width: 80, height: null, margin: 4 },
  roll58: { width: 58, height: null, margin: 2 },
} satisfies Record<string, Paper>

export type PaperName = keyof typeof papers

export const invoicePapers = ['a4', 'a5', 'roll80', 'roll58'] as const satisfies PaperName[]
export const receiptPapers = ['roll80', 'roll58'] as const satisfies PaperName[]
export const labelPapers = ['label', 'a6', 'a5'] as const satisfies PaperName[]

/**
 * The paper that this browser last used for one kind of print, and the way to change it: it belongs to the printer
 * beside this screen, not to the account.
 */
export function usePaper<const TName extends string>(
  kind: 'invoice' | 'receipt' | 'label',
  choices: readonly TName[],
): [TName, (paper: TName) => void] {
  const [remembered, remember] = useLocalStorage<string>({
    key: `tradepost.paper.${kind}`,
    defaultValue: choices[0] ?? '',
    getInitialValueInEffect: false,
  })
  const known = choices.find((choice) => choice === remembered) ?? (choices[0] as TName)
  return [known, remember]
}

const pixelsPerMillimetre = 96 / 25.4

/**
 * By how much content of that height in CSS pixels has to shrink to stand on one sheet; 1 where it fits, and never so
 * much that nobody can read it.
 */
export function fitting({ height, margin }: Paper, contentHeight: number): number {
  if (height === null) return 1
  const room = (height - 2 * margin - 1) * pixelsPerMillimetre
  return Math.min(1, Math.max(0.5, room / contentHeight))
}

/** The `@page` rule; `contentHeight` in CSS pixels gives a roll its length, with a millimetre to spare. */
export function pageRule({ width, height, margin }: Paper, contentHeight: number): string {
  const length = height ?? Math.ceil(contentHeight / pixelsPerMillimetre) + 2 * margin + 1
  return `@page { size: ${width}mm ${length}mm; margin: ${margin}mm }`
}
