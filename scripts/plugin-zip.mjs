// Packs the WordPress plugin: `npm run plugin:zip` writes plugins/woocommerce/dist/tradepost-sync.zip,
// the same bytes for the same sources, ready for Plugins > Add New > Upload.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { zipSync } from 'fflate'

const source = fileURLToPath(new URL('../plugins/woocommerce/', import.meta.url))
const slug = 'tradepost-sync'
const belongs = [
  /^tradepost-sync\.php$/,
  /^uninstall\.php$/,
  /^(?:readme\.txt|LICENSE)$/,
  /^includes\/[a-z-]+\.php$/,
  /^assets\/[a-z-]+\.(?:js|css)$/,
  /^languages\/tradepost-sync(?:-[a-z]{2}(?:_[A-Z]{2})?)?\.(?:pot|po|mo)$/,
]

const paths = readdirSync(source, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(source.length).replaceAll('\\', '/'))
  .filter((path) => belongs.some((pattern) => pattern.test(path)))
  .sort()

// Zip times have no zone; this one reads the same wherever it is packed.
const mtime = new Date(2020, 0, 1)
const files = Object.fromEntries(
  paths.map((path) => [`${slug}/${path}`, [readFileSync(join(source, path)), { mtime, level: 9 }]]),
)

const target = join(source, 'dist', `${slug}.zip`)
mkdirSync(join(source, 'dist'), { recursive: true })
writeFileSync(target, zipSync(files))
console.log(`${target}: ${paths.length} files`)
