/** Hands a file to the browser's downloads. */
export function download(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The click has started the download by then; holding the address longer only holds the memory.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
