import { useQuery } from '@tanstack/react-query'
import { barsPath, code128Modules } from './code128.ts'

/** Blank modules on both sides without which scanners do not find the code. */
const quiet = 10

/** The encoder loads with the first barcode; `data` is null for what Code 128 cannot say. */
export function useCode128(text: string) {
  return useQuery({
    queryKey: ['code128', text],
    queryFn: () => code128Modules(text),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

/** As wide as its container; bars are shapes, which print even where background colours do not. */
export function Barcode({ modules, text }: { modules: string; text: string }) {
  return (
    <svg
      role="img"
      aria-label={text}
      viewBox={`0 0 ${modules.length + 2 * quiet} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      className="barcode"
    >
      <path d={barsPath(modules, quiet)} fill="#000" />
    </svg>
  )
}
