import { Type } from 'typebox'
import type { Caller } from '../../kernel/auth/caller.ts'
import { required, text } from '../../kernel/http/fields.ts'
import { type Context, type RouteSpec, route } from '../../kernel/http/route.ts'
import { readFirstSteps } from './first-steps.ts'
import { currencyField, localeField, timeZoneField } from './settings.ts'
import { readWorkspace, updateWorkspace } from './workspaces.ts'

const workspaceSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  time_zone: Type.String(),
  currency: Type.String(),
  locale: Type.String(),
  role: Type.String(),
  permissions: Type.Array(Type.String()),
})

const settingsFields = {
  name: required(
    text({ min: 1, max: 150, trim: true, message: 'A name of 1 to 150 characters is needed.' }),
    'A name is needed.',
  ),
  time_zone: timeZoneField(),
  currency: currencyField(),
  locale: localeField(),
}

export const workspaceRoutes: RouteSpec[] = [
  route({
    method: 'GET',
    path: '/api/v1/workspace',
    summary: "The caller's workspace",
    tag: 'Workspace',
    access: { kind: 'user' },
    responses: { 200: workspaceSchema },
    async handle({ db, caller }: Context) {
      return { ...(await readWorkspace(db, caller.workspaceId)), ...rightsOf(caller) }
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/workspace',
    summary: "Change the caller's workspace",
    tag: 'Workspace',
    access: { kind: 'user', permission: 'workspace:write', peopleOnly: true },
    body: settingsFields,
    responses: { 200: workspaceSchema },
    async handle({ services, caller, requestId, ip, changes }) {
      const workspace = await updateWorkspace(services, caller, changes(), { requestId, ip })
      return { ...workspace, ...rightsOf(caller) }
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/workspace/first-steps',
    summary: 'What a new seller has done already',
    tag: 'Workspace',
    access: { kind: 'user' },
    responses: {
      200: Type.Object({
        success: Type.Boolean(),
        data: Type.Object({
          steps: Type.Array(Type.Object({ key: Type.String(), done: Type.Boolean() })),
        }),
      }),
    },
    async handle({ db, caller }: Context) {
      return { success: true, data: { steps: await readFirstSteps(db, caller) } }
    },
  }),
]

/** What the caller is in his workspace, for pages that offer only what he may do. */
function rightsOf({ role, permissions }: Caller) {
  return { role, permissions: [...permissions] }
}
