import { type RefObject, useEffect } from 'react'

/** Whether nothing that takes input of its own has the keyboard. */
function isIdle(element: Element | null): boolean {
  return element === null || element === document.body || element.id === 'main'
}

/**
 * Keeps the keyboard, and with it the scanner, in the field: at the start, whenever the focus would fall into the void,
 * and for anything typed while only a button has it. Fields and dialogs keep theirs until they are left.
 */
export function useScanFocus(field: RefObject<HTMLInputElement | null>, enabled: boolean): void {
  useEffect(() => {
    if (!enabled) return
    function settle() {
      requestAnimationFrame(() => {
        if (isIdle(document.activeElement) && window.getSelection()?.isCollapsed !== false)
          field.current?.focus()
      })
    }
    function redirect(event: KeyboardEvent) {
      if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return
      const active = document.activeElement
      const onButton = active instanceof HTMLButtonElement || active instanceof HTMLAnchorElement
      if (isIdle(active) || (onButton && event.key !== ' ')) field.current?.focus()
    }
    settle()
    document.addEventListener('focusin', settle)
    document.addEventListener('focusout', settle)
    document.addEventListener('keydown', redirect)
    return () => {
      document.removeEventListener('focusin', settle)
      document.removeEventListener('focusout', settle)
      document.removeEventListener('keydown', redirect)
    }
  }, [field, enabled])
}
