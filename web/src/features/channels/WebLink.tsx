import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import { isWebAddress } from './is-web-address.ts'

type WebLinkProps = {
  href: string | null | undefined
  children: ReactNode
  /** What stands there when the address is none of the web. */
  fallback?: ReactNode
}

/** A way out of the app, by an address that a platform or a person gave: none but http and https ever becomes a link. */
export function WebLink({ href, children, fallback = null }: WebLinkProps) {
  if (!href || !isWebAddress(href)) return fallback
  return (
    <Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm">
      {children}
    </Anchor>
  )
}
