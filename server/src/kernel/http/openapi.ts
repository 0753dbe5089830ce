import swagger from '@fastify/swagger'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
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
          'stores and channels as `{detail}` or `{field:[...]}`, other `/api/v1` paths as ' +
          '`{success:false,error:{code,message,details}}`.',
      },
      servers: [{ url: config.publicBaseUrl ?? '/' }],
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'A person: the token of a log-in.',
          },
          apiToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'tcpf_…',
            description: 'A program: a token of `/api/api-tokens` that was given the permission named.',
          },
          integrationToken: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'wc_sk_live_…',
            description: 'A store: a token of `/api/v1/integrations/tokens/generate/`.',
          },
        },
      },
      security: [{ bearer: [] }],
    },
  })
  app.get('/openapi.json', { schema: { hide: true }, logLevel: 'silent' }, async () => app.swagger())

  // The page's library is large; it is loaded, into an app of its own, when somebody first looks at the page.
  let page: Promise<FastifyInstance> | undefined
  const show = async (request: FastifyRequest, reply: FastifyReply) => {
    page ??= createPage()
    const answer = await (await page).inject({ method: 'GET', url: request.url })
    for (const name of ['content-type', 'location', 'cache-control', 'etag'] as const) {
      const value = answer.headers[name]
      if (value !== undefined) reply.header(name, value)
    }
    return reply.code(answer.statusCode).send(answer.rawPayload)
  }
  app.get('/docs', { schema: { hide: true } }, show)
  app.get('/docs/*', { schema: { hide: true } }, show)
}

async function createPage(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference')
  const page = fastify()
  await page.register(scalar, {
    routePrefix: '/docs',
    configuration: {
      url: '/openapi.json',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
    },
  })
  await page.ready()
  return page
}
