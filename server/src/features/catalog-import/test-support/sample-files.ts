import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../../config.ts'

const folder = join(projectRoot, '../shared/data/woocommerce')

/** Why the tests on WooCommerce's own sample catalogue cannot run here; null when they can. */
export function sampleFilesMissing(): string | null {
  return existsSync(folder) ? null : `WooCommerce's sample catalogue is not in ${folder}`
}

/** One of WooCommerce's sample files, which lie beside the checkout and are no part of the project. */
export function readSampleFile(name: 'sample_products.csv' | 'sample_products_override.csv'): Buffer {
  return readFileSync(join(folder, name))
}
