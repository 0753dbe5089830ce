import { type RefObject, useEffect, useRef } from 'react'
import { type Burst, codeOf, grow } from './scan-burst.ts'

/** Through the native setter, so that React notices. */
function restore(field: HTMLInputElement, value: string) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}

/**
 * Catches a scan that lands in another field, such as the quantity: the field gets back what it held, and `onCode` the
 * scanned code.
 */
export function useStrayScans(
  scanField: RefObject<HTMLInputElement | null>,
  enabled: boolean,
  onCode: (code: string) => void,
): void {
  const latest = useRef(onCode)
  latest.current = onCode
  useEffect(() => {
    if (!enabled) return
    let burst: Burst | null = null
    let before = ''
    function press(event: KeyboardEvent) {
      const field = event.target
      if (!(field instanceof HTMLInputElement) || field === scanField.current) {
        burst = null
      } else if (event.key === 'Enter') {
        const code = codeOf(burst, event.timeStamp)
        burst = null
        if (code === null) return
        event.preventDefault()
        event.stopPropagation()
        restore(field, before)
        scanField.current?.focus()
        latest.current(code)
      } else if (event.key.length === 1) {
        burst = grow(burst, event.key, event.timeStamp)
        if (burst.text.length === 1) before = field.value
      }
    }
    document.addEventListener('keydown', press, { capture: true })
    return () => document.removeEventListener('keydown', press, { capture: true })
  }, [enabled, scanField])
}
