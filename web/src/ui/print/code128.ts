/** More modules than this are too fine for a label printer at 100 mm (203 dots per inch, two dots a module). */
const maxModules = 340

/**
 * The bars of a Code 128 barcode as one letter a module: `1` is black, `0` white, without the quiet zones. Null for
 * what the code cannot say (letters beyond ASCII, nothing at all) and for texts too long to be scanned from a label.
 */
export async function code128Modules(text: string): Promise<string | null> {
  const { default: encode } = await import('jsbarcode')
  const target: { encodings?: { data: string }[] } = {}
  try {
    encode(target, text, { format: 'CODE128' })
  } catch {
    return null
  }
  const modules = (target.encodings ?? []).map(({ data }) => data).join('')
  return modules === '' || modules.length > maxModules ? null : modules
}

/** The black stripes of `modules` as an SVG path of height 1, `quiet` modules from the left. */
export function barsPath(modules: string, quiet: number): string {
  return [...modules.matchAll(/1+/g)]
    .map(({ 0: bar, index }) => `M${index + quiet} 0h${bar.length}v1h-${bar.length}z`)
    .join('')
}
