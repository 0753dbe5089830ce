import type { Adapter } from '../adapter.ts'
import { meta } from './meta.ts'
import { whatsapp } from './whatsapp.ts'

/** Every platform, in the order in which people see them. */
export const adapters: readonly Adapter[] = [meta, whatsapp]
