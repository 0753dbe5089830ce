/**
 * Copies with or without the clipboard API, which browsers give to secure pages only. `near` has to lie in the dialog that
 * holds the focus. Resolves with whether it worked.
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text, near)
  }
}

function copyBySelection(text: string, near: HTMLElement): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.style.cssText = 'position: fixed; inset-block-start: 0; opacity: 0'
  near.append(field)
  try {
    field.select()
    return document.execCommand('copy')
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}

export function selectTextOf(element: HTMLElement): void {
  window.getSelection()?.selectAllChildren(element)
}
