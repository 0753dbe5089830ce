import type { Adapter } from '../adapter.ts'
import { linkedin } from './linkedin.ts'
import { meta } from './meta.ts'
import { pinterest } from './pinterest.ts'
import { tiktok } from './tiktok.ts'
import { twitter } from './twitter.ts'
import { whatsapp } from './whatsapp.ts'

/** Every platform, in the order in which people see them. */
export const adapters: readonly Adapter[] = [meta, tiktok, whatsapp, linkedin, twitter, pinterest]
