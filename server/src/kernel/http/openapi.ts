import swagger from '@fastify/swagger'
import scalar from '@scalar/fastify-api-reference'
import type { FastifyInstance } from 'fastify'
import type { Config } from '../../config.ts'

/** Serves the OpenAPI 3.1 document made from the route declarations at `/openapi.json` and a readable page at `/docs`. */
export async function describeApi(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Tradepost API',
        version: '0.1.0',
        description:
          'One server, four contracts. Sales paths answer errors as `{message}` or `{errors:[{msg,param,location}]}`, ' +
          '`/api/v1` paths as `{success:false,error:{code,message,details}}`.',
      },
      servers: [{ url: config.publicBaseUrl ?? '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
  })
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'silent' }, async () => app.swagger())
  await app.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
    },
  })
}
