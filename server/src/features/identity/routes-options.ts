import { Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'
import { type RouteSpec, route } from '../../kernel/http/route.ts'
import { tag } from './routes-auth.ts'

const googleSchema = Type.Object({ client_id: Type.String(), authorize_url: Type.String() })

/** What a log-in page has to know before anybody is signed in. */
export const optionsRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/v1/auth/options',
    summary: 'The ways to sign in that this server offers beside the password',
    description: '`google` is null where Google sign-in is not set up.',
    tag,
    access: { kind: 'public', ignoresToken: true },
    responses: { 200: Type.Object({ google: nullableSchema(googleSchema) }) },
    async handle({ services }) {
      const { clientId, authorizeUrl } = services.config.google
      return { google: clientId ? { client_id: clientId, authorize_url: authorizeUrl } : null }
    },
  }),
]
