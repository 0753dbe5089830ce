/**
 * Returns the path, query and hash of `target` when it stays on this site, else undefined. `next` comes from the
 * address bar, so it must never lead elsewhere (`//evil.example`, `/\evil.example`, `javascript:`) nor back to the
 * pages for visitors.
 */
export function ownPathOnly(target: string | undefined, origin = 'http://own.invalid'): string | undefined {
  if (!target?.startsWith('/')) return undefined
  let url: URL
  try {
    url = new URL(target, origin)
  } catch {
    return undefined
  }
  if (url.origin !== new URL(origin).origin) return undefined
  if (url.pathname === '/login' || url.pathname === '/signup') return undefined
  return url.pathname.startsWith('//') ? undefined : `${url.pathname}${url.search}${url.hash}`
}
