import { Type } from 'typebox'
import { tokenPermissions } from '../../kernel/auth/permissions.ts'
import { notFound } from '../../kernel/errors.ts'
import { salesRoute } from '../../kernel/http/sales-route.ts'
import { presentApiToken } from './present.ts'
import { findApiToken, listApiTokens } from './queries.ts'
import {
  apiTokenNotFound,
  changeApiToken,
  createApiToken,
  deleteApiToken,
  switchApiToken,
} from './save-api-token.ts'
import { apiTokenSchema, changeFields, createFields, newApiTokenSchema, switchedSchema } from './schemas.ts'

const tag = 'API tokens'
const warning = 'Save this token now. You will not be able to see it again.'

/** The API tokens of the workspace, for its owner (sales contract 7). */
export const apiTokenRoutes = [
  salesRoute({
    method: 'POST',
    path: '/api/api-tokens',
    summary: 'Make an API token; its text is in this answer only',
    description: `\`permissions\`: ${tokenPermissions.join(', ')}. The token acts for its maker, in this workspace.`,
    tag,
    body: createFields,
    idempotent: true,
    status: 201,
    responses: { 201: newApiTokenSchema },
    async handle(context) {
      const { row, token } = await createApiToken(context, context.input())
      const { id, name, expires_at, permissions, created_at } = row
      return { id, name, token, expires_at, permissions, created_at, warning }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/api-tokens',
    summary: 'List the API tokens, newest first',
    tag,
    responses: { 200: Type.Object({ tokens: Type.Array(apiTokenSchema) }) },
    async handle({ db, caller, services }) {
      const now = services.clock.now()
      const rows = await listApiTokens(db, caller.workspaceId)
      return { tokens: rows.map((row) => presentApiToken(row, now)) }
    },
  }),
  salesRoute({
    method: 'GET',
    path: '/api/api-tokens/:id',
    summary: 'Read an API token',
    tag,
    responses: { 200: apiTokenSchema },
    async handle({ db, caller, services, id }) {
      const row = await findApiToken(db, caller.workspaceId, id(apiTokenNotFound))
      if (!row) throw notFound(apiTokenNotFound)
      return presentApiToken(row, services.clock.now())
    },
  }),
  salesRoute({
    method: 'PUT',
    path: '/api/api-tokens/:id',
    summary: 'Change an API token; absent keys stay as they are',
    tag,
    body: changeFields,
    responses: { 200: apiTokenSchema },
    async handle(context) {
      const id = context.id(apiTokenNotFound)
      const row = await changeApiToken(context, id, () => context.changes())
      return presentApiToken(row, context.services.clock.now())
    },
  }),
  ...(['revoke', 'activate'] as const).map((action) =>
    salesRoute({
      method: 'POST',
      path: `/api/api-tokens/:id/${action}`,
      summary: action === 'revoke' ? 'Turn an API token off' : 'Turn an API token on again',
      tag,
      responses: { 200: switchedSchema },
      async handle(context) {
        const isActive = action === 'activate'
        const { id, name, is_active } = await switchApiToken(context, context.id(apiTokenNotFound), isActive)
        return { message: `API token ${action}d successfully`, token: { id, name, is_active } }
      },
    }),
  ),
  salesRoute({
    method: 'DELETE',
    path: '/api/api-tokens/:id',
    summary: 'Delete an API token',
    tag,
    responses: { 200: Type.Object({ message: Type.String() }) },
    async handle(context) {
      await deleteApiToken(context, context.id(apiTokenNotFound))
      return { message: 'API token deleted successfully' }
    },
  }),
]
