import { Type } from 'typebox'
import { route } from '../../kernel/http/route.ts'
import { billingPeriods, choicesOf, currencies, extractionMethods, productTypes } from './choices.ts'
import { filterQuery } from './list-filter.ts'
import { presentStoreProduct } from './present.ts'
import { listedProducts, readDistinct, readFigures, readStatistics } from './queries.ts'
import { base, reading, tag } from './read-routes.ts'
import { Choices, Figures, Statistics } from './schemas.ts'

const choices = {
  product_types: choicesOf(productTypes),
  currencies: choicesOf(currencies),
  billing_periods: choicesOf(billingPeriods),
  extraction_methods: choicesOf(extractionMethods),
}
type ChoiceName = keyof typeof choices
const choiceNames = Object.keys(choices) as ChoiceName[]

export const figureRoutes = [
  route({
    method: 'GET',
    path: `${base}/statistics`,
    summary: 'Count products by kind; the filters of the list apply',
    tag,
    access: reading,
    query: filterQuery,
    responses: { 200: Statistics },
    async handle(c) {
      const filter = c.query()
      const { workspaceId } = c.caller
      const [statistics, recent] = await Promise.all([
        readStatistics(c.db, workspaceId, filter),
        listedProducts(c.db, workspaceId, filter, undefined).rows(5, 0),
      ])
      return { ...statistics, recent_products: recent.map(presentStoreProduct) }
    },
  }),
  route({
    method: 'GET',
    path: `${base}/stats`,
    summary: 'Show stock, discounts and the value of the products; the filters of the list apply',
    description: 'Amounts are of the most frequent currency only.',
    tag,
    access: reading,
    query: filterQuery,
    responses: { 200: Figures },
    async handle(c) {
      const figures = await readFigures(c.db, c.caller.workspaceId, c.query())
      return { ...figures, currency: figures.currency ?? c.caller.currency }
    },
  }),
  route({
    method: 'GET',
    path: `${base}/categories`,
    summary: 'List the categories of products; the filters of the list apply',
    tag,
    access: reading,
    query: filterQuery,
    responses: { 200: Type.Object({ categories: Type.Array(Type.String()) }) },
    handle: async (c) => ({
      categories: await readDistinct(c.db, c.caller.workspaceId, c.query(), 'category'),
    }),
  }),
  route({
    method: 'GET',
    path: `${base}/brands`,
    summary: 'List the brands of products; the filters of the list apply',
    tag,
    access: reading,
    query: filterQuery,
    responses: { 200: Type.Object({ brands: Type.Array(Type.String()) }) },
    handle: async (c) => ({ brands: await readDistinct(c.db, c.caller.workspaceId, c.query(), 'brand') }),
  }),
  route({
    method: 'GET',
    path: `${base}/choices/all`,
    summary: 'Show the values of all coded fields of a product with their labels',
    tag,
    access: reading,
    responses: { 200: Type.Object(Object.fromEntries(choiceNames.map((name) => [name, Choices]))) },
    handle: async () => choices,
  }),
  ...choiceNames.map((name) =>
    route({
      method: 'GET',
      path: `${base}/choices/${name.replace('_', '-')}`,
      summary: `Show the values of ${name.replace('_', ' ')} with their labels`,
      tag,
      access: reading,
      responses: { 200: Type.Object({ [name]: Choices }) },
      handle: async () => ({ [name]: choices[name] }),
    }),
  ),
]
