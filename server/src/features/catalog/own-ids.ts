import { createHmac } from 'node:crypto'

/**
 * Products without a foreign id leave as `tp-<workspace mark>-<id>`, so that our own export finds them again here, and
 * nowhere else: the mark differs between workspaces and installations.
 */
export function ownIdWriter(secretKey: Uint8Array, workspaceId: number): (productId: number) => string {
  const prefix = ownIdPrefix(secretKey, workspaceId)
  return (productId) => prefix + productId
}

/** What stands before the product id in the ids that this workspace gives out. */
export function ownIdPrefix(secretKey: Uint8Array, workspaceId: number): string {
  return `tp-${workspaceMark(secretKey, workspaceId)}-`
}

/** The product id in an id that this workspace's own export gave out, or null. */
export function ownIdReader(secretKey: Uint8Array, workspaceId: number): (id: string) => number | null {
  const prefix = ownIdPrefix(secretKey, workspaceId)
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
