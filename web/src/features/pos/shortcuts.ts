import { useEffect, useRef } from 'react'

/** The keys of the counter and what each does, in the order shown on the page. */
export const shortcutKeys = {
  quantity: 'F2',
  price: 'F3',
  discount: 'F4',
  customer: 'F6',
  newCustomer: 'F7',
  pay: 'F9',
  print: 'F10',
  newSale: 'F1',
} as const

export type Shortcut = keyof typeof shortcutKeys
export const shortcuts = Object.keys(shortcutKeys) as Shortcut[]

/** Keys without Ctrl, Alt or Meta; the browser's own use of them is taken over. Off while a dialog has the keyboard. */
export function useShortcuts(actions: Record<Shortcut, () => void>, enabled: boolean): void {
  const latest = useRef(actions)
  latest.current = actions
  useEffect(() => {
    if (!enabled) return
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
      const name = shortcuts.find((one) => shortcutKeys[one] === event.key)
      if (!name) return
      event.preventDefault()
      latest.current[name]()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [enabled])
}
