import type { TestAnswer, TestApp } from './app.ts'

/** What tests need to know of one kind of import. */
export interface TestedImports {
  /** `/api/<noun>/imports`. */
  path: string
  jobs: { analyze: string; apply: string }
}

/** Uploads a file as a browser does. */
export function uploadFile(
  app: TestApp,
  { path }: TestedImports,
  token: string,
  content: string | Uint8Array,
  name = 'file.csv',
): Promise<TestAnswer> {
  const form = new FormData()
  form.set('file', new Blob([content as string | Uint8Array<ArrayBuffer>], { type: 'text/csv' }), name)
  return app.call('POST', path, { token, body: form })
}

/** Uploads a file and runs its dry run; the answer is the import. */
export async function analyzeFile(
  app: TestApp,
  kind: TestedImports,
  token: string,
  content: string | Uint8Array,
  name?: string,
) {
  const uploaded = await uploadFile(app, kind, token, content, name)
  if (uploaded.status !== 202) throw new Error(`The upload was refused: ${uploaded.text}`)
  return runDryRun(app, kind, token, uploaded.body.id)
}

/** Does what the worker does with a queued dry run; the answer is the import. */
export async function runDryRun(app: TestApp, kind: TestedImports, token: string, id: string) {
  await app.services.jobs.runNow(kind.jobs.analyze, { importId: id })
  return (await app.get(`${kind.path}/${id}`, token)).body
}

/** Applies an analysed import; the answer is the import. */
export async function applyFile(
  app: TestApp,
  kind: TestedImports,
  token: string,
  id: string,
  body: object = {},
) {
  const asked = await app.post(`${kind.path}/${id}/apply`, body, token)
  if (asked.status !== 202) throw new Error(`Applying was refused: ${asked.text}`)
  await app.services.jobs.runNow(kind.jobs.apply, { importId: id })
  return (await app.get(`${kind.path}/${id}`, token)).body
}

/** Dry run and apply. */
export async function importWholeFile(
  app: TestApp,
  kind: TestedImports,
  token: string,
  content: string | Uint8Array,
  name?: string,
) {
  const dryRun = await analyzeFile(app, kind, token, content, name)
  if (dryRun.status !== 'ready') throw new Error(`Not ready: ${JSON.stringify(dryRun.findings)}`)
  return applyFile(app, kind, token, dryRun.id)
}
