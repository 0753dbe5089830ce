// Brings the plugin's translations up to date: collects the texts of its PHP files into the .pot, carries them into
// each .po (new ones empty, dropped ones out), and packs each .po into the .mo that WordPress reads.
// `npm run plugin:languages`; with --check it writes nothing and fails when something is missing or stale.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mo, po } from 'gettext-parser'

const plugin = fileURLToPath(new URL('../plugins/woocommerce/', import.meta.url))
const folder = join(plugin, 'languages')
const check = process.argv.includes('--check')
const domain = 'tradepost-sync'
const call =
  /(?:\/\*\s*(translators:[^*]*?)\s*\*\/\s*(?:\$?[\w\s=:?.,('[\]>-]*?)?)?\b(?:__|_e|esc_html__|esc_html_e|esc_attr__|esc_attr_e)\(\s*'((?:[^'\\]|\\.)*)',\s*'tradepost-sync'\s*\)/g

/** Texts of the PHP sources by msgid, with the files they are in and the hint for translators. */
function collectTexts() {
  const texts = new Map()
  const files = [
    'tradepost-sync.php',
    ...readdirSync(join(plugin, 'includes')).map((name) => `includes/${name}`),
  ]
  for (const file of files.sort()) {
    for (const [, hint, quoted] of readFileSync(join(plugin, file), 'utf8').matchAll(call)) {
      const text = quoted.replace(/\\(['\\])/g, '$1')
      const known = texts.get(text) ?? { files: new Set(), hint: '' }
      known.files.add(file)
      known.hint ||= hint ?? ''
      texts.set(text, known)
    }
  }
  return texts
}

function entry(text, { files, hint }, translation) {
  const comments = { reference: [...files].join('\n') }
  if (hint) comments.extracted = hint
  if (/%(?:\d+\$)?[sd]/.test(text)) comments.flag = 'php-format'
  return { msgid: text, msgstr: [translation], comments }
}

function catalogue(headers, texts, translate) {
  const translations = { '': { '': { msgid: '', msgstr: [''] } } }
  for (const [text, facts] of texts) translations[''][text] = entry(text, facts, translate(text))
  return { charset: 'utf-8', headers, translations }
}

const placeholders = (text) => (text.match(/%(?:\d+\$)?[sd]/g) ?? []).sort().join(' ')

const problems = []

function keep(path, bytes) {
  const current = (() => {
    try {
      return readFileSync(path)
    } catch {
      return null
    }
  })()
  if (current?.equals(bytes)) return
  if (check) problems.push(`${relative(plugin, path)} is stale: run npm run plugin:languages`)
  else writeFileSync(path, bytes)
}

const texts = new Map([...collectTexts()].sort(([a], [b]) => (a < b ? -1 : 1)))
const common = {
  'Project-Id-Version': 'Tradepost Sync',
  'MIME-Version': '1.0',
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Transfer-Encoding': '8bit',
  'X-Domain': domain,
}
const options = { foldLength: 0 }
keep(
  join(folder, `${domain}.pot`),
  po.compile(
    catalogue(common, texts, () => ''),
    options,
  ),
)

for (const name of readdirSync(folder).filter((file) => file.endsWith('.po'))) {
  const path = join(folder, name)
  const old = po.parse(readFileSync(path))
  const translated = (text) => old.translations['']?.[text]?.msgstr[0] ?? ''
  const language = name.slice(domain.length + 1, -3)
  const current = catalogue({ ...common, Language: language }, texts, translated)
  for (const text of texts.keys()) {
    if (!translated(text)) problems.push(`${name}: not translated: ${text}`)
    else if (placeholders(translated(text)) !== placeholders(text))
      problems.push(`${name}: other placeholders than the original: ${text}`)
  }
  keep(path, po.compile(current, options))
  keep(path.replace(/\.po$/, '.mo'), mo.compile(current))
}

for (const problem of problems) console.error(problem)
console.log(`${texts.size} texts`)
if (problems.length) process.exitCode = 1
