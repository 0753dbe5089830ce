import type { Feature } from './app.ts'

/** Every feature of the product, in the order of registration. */
export const features: readonly Feature[] = []
