import type { TestAnswer, TestApp } from '../../../../test/support/app.ts'
import { importJobs } from '../../imports/index.ts'
import { productImports } from '../product-imports.ts'

/** Uploads a file as a browser does. */
export function upload(
  app: TestApp,
  token: string,
  content: string | Uint8Array,
  name = 'products.csv',
): Promise<TestAnswer> {
  const form = new FormData()
  form.set('file', new Blob([content as string | Uint8Array<ArrayBuffer>], { type: 'text/csv' }), name)
  return app.call('POST', '/api/products/imports', { token, body: form })
}

/** Uploads a file and runs its dry run; the answer is the import. */
export async function analyze(app: TestApp, token: string, content: string | Uint8Array, name?: string) {
  const uploaded = await upload(app, token, content, name)
  if (uploaded.status !== 202) throw new Error(`The upload was refused: ${uploaded.text}`)
  return runAnalysis(app, token, uploaded.body.id)
}

/** Does what the worker does with a queued dry run; the answer is the import. */
export async function runAnalysis(app: TestApp, token: string, id: string) {
  await app.services.jobs.runNow(importJobs(productImports).analyze, { importId: id })
  return (await app.get(`/api/products/imports/${id}`, token)).body
}

/** Applies an analysed import; the answer is the import. */
export async function apply(app: TestApp, token: string, id: string, body: object = {}) {
  const asked = await app.post(`/api/products/imports/${id}/apply`, body, token)
  if (asked.status !== 202) throw new Error(`Applying was refused: ${asked.text}`)
  await app.services.jobs.runNow(importJobs(productImports).apply, { importId: id })
  return (await app.get(`/api/products/imports/${id}`, token)).body
}

/** Dry run and apply. */
export async function importFile(app: TestApp, token: string, content: string | Uint8Array, name?: string) {
  const dryRun = await analyze(app, token, content, name)
  if (dryRun.status !== 'ready') throw new Error(`Not ready: ${JSON.stringify(dryRun.findings)}`)
  return apply(app, token, dryRun.id)
}
