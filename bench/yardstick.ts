import fastify from 'fastify'
import pg from 'pg'

/**
 * Yardstick A: bare Fastify and `pg`, one prepared query for the newest ten products, 18 fields, a response schema, no
 * authentication. What ours is compared with in the same run.
 */
const text = { type: ['string', 'null'] }
const number = { type: 'number', nullable: true }
const product = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    name: { type: 'string' },
    description: text,
    price: { type: 'number' },
    stock: { type: 'integer' },
    category: text,
    category_id: number,
    image_url: text,
    images: { type: 'array', items: { type: 'string' } },
    sku: text,
    barcode: text,
    cost_price: number,
    weight: number,
    supplier_id: number,
    low_stock_threshold: { type: 'integer' },
    is_active: { type: 'boolean' },
    created_at: text,
    updated_at: text,
  },
}
const columns = Object.keys(product.properties).join(', ')
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 16 })
const app = fastify()

app.get(
  '/products',
  {
    schema: {
      response: {
        200: {
          type: 'object',
          properties: {
            products: { type: 'array', items: product },
            page: { type: 'integer' },
            limit: { type: 'integer' },
          },
        },
      },
    },
  },
  async () => {
    const { rows } = await pool.query({
      name: 'newest',
      text: `select ${columns} from products where workspace_id = $1 and is_active and deleted_at is null
             order by created_at desc, id desc limit 10`,
      values: [Number(process.env.WORKSPACE_ID)],
    })
    return { products: rows, page: 1, limit: 10 }
  },
)

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
console.log('ready')
process.on('SIGTERM', () => process.exit(0))
