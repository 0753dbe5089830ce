import type { TestAnswer, TestApp } from '../../../../test/support/app.ts'
import {
  analyzeFile,
  applyFile,
  importWholeFile,
  runDryRun,
  type TestedImports,
  uploadFile,
} from '../../../../test/support/imports.ts'
import { importJobs } from '../../imports/index.ts'
import { productImports } from '../product-imports.ts'

const products: TestedImports = { path: '/api/products/imports', jobs: importJobs(productImports) }

/** Uploads a file as a browser does. */
export const upload = (
  app: TestApp,
  token: string,
  content: string | Uint8Array,
  name = 'products.csv',
): Promise<TestAnswer> => uploadFile(app, products, token, content, name)

/** Uploads a file and runs its dry run; the answer is the import. */
export const analyze = (app: TestApp, token: string, content: string | Uint8Array, name?: string) =>
  analyzeFile(app, products, token, content, name)

/** Does what the worker does with a queued dry run; the answer is the import. */
export const runAnalysis = (app: TestApp, token: string, id: string) => runDryRun(app, products, token, id)

/** Applies an analysed import; the answer is the import. */
export const apply = (app: TestApp, token: string, id: string, body: object = {}) =>
  applyFile(app, products, token, id, body)

/** Dry run and apply. */
export const importFile = (app: TestApp, token: string, content: string | Uint8Array, name?: string) =>
  importWholeFile(app, products, token, content, name)
