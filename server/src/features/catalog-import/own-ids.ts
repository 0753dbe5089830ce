import { createHmac } from 'node:crypto'

/**
 * Products without a foreign id leave as `tp-<workspace mark>-<id>`, so that our own export finds them again here, and
 * nowhere else: the mark differs between workspaces and installations.
 */
export function ownIdWriter(secretKey: Uint8Array, workspaceId: number): (productId: number) => string {
  const mark = workspaceMark(secretKey, workspaceId)
  return (productId) => `tp-${mark}-${productId}`
}

/** The product id in an id that this workspace's own export gave out, or null. */
export function ownIdReader(secretKey: Uint8Array, workspaceId: number): (id: string) => number | null {
  const prefix = `tp-${workspaceMark(secretKey, workspaceId)}-`
  return (id) => {
    if (!id.startsWith(prefix) || !/^\d{1,10}$/.test(id.slice(prefix.length))) return null
    const number = Number(id.slice(prefix.length))
    return number <= 2147483647 ? number : null
  }
}

function workspaceMark(secretKey: Uint8Array, workspaceId: number): string {
  return createHmac('sha256', secretKey)
    .update(`export ids of workspace ${workspaceId}`)
    .digest('hex')
    .slice(0, 8)
}
