import './print.css'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import { fitting, type PaperName, pageRule, papers } from './papers.ts'

type PrintSheetProps = {
  paper: PaperName
  /** False while something on the sheet still loads. */
  ready?: boolean
  /** Shrinks what would go on over a second sheet. */
  onePage?: boolean
  /** Called when the print dialog has closed. */
  onDone: () => void
  children: ReactNode
}

/**
 * Prints its children and nothing else of the page: opens the print dialog as soon as it is mounted and `ready`. Give it
 * a new `key` to print again.
 */
export function PrintSheet({ paper, ready = true, onePage = false, onDone, children }: PrintSheetProps) {
  const sheet = useRef<HTMLElement>(null)
  const done = useRef(onDone)
  const [rule, setRule] = useState<string | null>(null)
  const [zoom, setZoom] = useState(1)
  const { width, margin } = papers[paper]
  done.current = onDone

  useLayoutEffect(() => {
    if (!ready || !sheet.current) return
    const { height } = sheet.current.getBoundingClientRect()
    if (onePage) setZoom(fitting(papers[paper], height))
    setRule(pageRule(papers[paper], height))
  }, [ready, onePage, paper])

  useEffect(() => {
    if (rule === null) return
    const finish = () => done.current()
    window.addEventListener('afterprint', finish, { once: true })
    // The rule above is in force one frame after this effect.
    const frame = requestAnimationFrame(() => window.print())
    return () => {
      cancelAnimationFrame(frame)
      window.removeEventListener('afterprint', finish)
    }
  }, [rule])

  return createPortal(
    <>
      {rule && <style>{rule}</style>}
      <article
        ref={sheet}
        inert
        className="print-sheet"
        data-paper={paper}
        data-ready={rule !== null || undefined}
        style={{ '--print-width': `${width - 2 * margin}mm` } as React.CSSProperties}
      >
        <div style={{ zoom }}>{children}</div>
      </article>
    </>,
    document.body,
  )
}
