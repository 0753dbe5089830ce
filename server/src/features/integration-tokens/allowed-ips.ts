import { BlockList, isIPv4, isIPv6 } from 'node:net'

interface AddressRange {
  address: string
  family: 'ipv4' | 'ipv6'
  /** Bits that count. */
  prefix: number
}

/**
 * One entry of a list of allowed addresses: IPv4, IPv6 or either with `/prefix`; null when it is none of them. Addresses
 * of IPv4 in the clothes of IPv6 (`::ffff:1.2.3.4`) become plain IPv4.
 */
export function parseAddressRange(text: string): AddressRange | null {
  const [written = '', prefixText, ...rest] = text.split('/')
  if (rest.length > 0 || (prefixText !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefixText))) return null
  if (isIPv4(written)) {
    const prefix = Number(prefixText ?? 32)
    return prefix <= 32 ? { address: written, family: 'ipv4', prefix } : null
  }
  // `%` begins a zone, which means something on one machine only.
  if (!isIPv6(written) || written.includes('%')) return null
  const prefix = Number(prefixText ?? 128)
  if (prefix > 128) return null
  const address = plainAddress(written)
  if (isIPv4(address) && prefix >= 96) return { address, family: 'ipv4', prefix: prefix - 96 }
  return { address: written, family: 'ipv6', prefix }
}

/** Whether a client at `ip` may use a token with this list; an empty list allows every address. */
export function isAddressAllowed(allowed: readonly string[], ip: string): boolean {
  if (allowed.length === 0) return true
  const ranges = new BlockList()
  for (const entry of allowed) {
    const range = parseAddressRange(entry)
    if (range) ranges.addSubnet(range.address, range.prefix, range.family)
  }
  const client = plainAddress(ip.split('%', 1)[0] ?? '')
  if (isIPv4(client)) return ranges.check(client, 'ipv4')
  return isIPv6(client) && ranges.check(client, 'ipv6')
}

/** The IPv4 address inside an IPv4-mapped one, however that is written; any other text as it is. */
function plainAddress(text: string): string {
  if (!isIPv6(text)) return text
  const host = new URL(`http://[${text}]`).hostname
  const hex = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(host)
  if (!hex) return text
  const [high, low] = [Number.parseInt(hex[1] as string, 16), Number.parseInt(hex[2] as string, 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}
