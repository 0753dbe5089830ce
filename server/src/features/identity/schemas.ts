import { Type } from 'typebox'
import { nullableSchema } from '../../kernel/http/fields.ts'

const moment = Type.String({ format: 'date-time' })
const id = Type.String({ format: 'uuid' })
const text = Type.String()
const optionalText = nullableSchema(Type.String())

/** The workspace at hand and what its reader may do there. */
const workspaceSchema = Type.Object({
  id: Type.Integer(),
  name: text,
  time_zone: text,
  currency: text,
  locale: text,
  role: text,
  permissions: Type.Array(text),
})

/** User, own view (marketplace contract 3). */
export const userSchema = Type.Object({
  id,
  email: text,
  username: optionalText,
  full_name: text,
  display_name: text,
  name: text,
  bio: text,
  phone_number: optionalText,
  telegram_id: nullableSchema(Type.Integer()),
  avatar: optionalText,
  is_verified: Type.Boolean(),
  is_staff: Type.Boolean(),
  role: text,
  plan: text,
  is_premium: Type.Boolean(),
  is_pro: Type.Boolean(),
  rating: text,
  total_sales: Type.Integer(),
  total_purchases: Type.Integer(),
  balance: text,
  language: text,
  timezone: text,
  created_at: moment,
  last_login: nullableSchema(moment),
  workspace: workspaceSchema,
})

/** PublicUser (marketplace contract 3). */
export const publicUserSchema = Type.Object({
  id,
  username: optionalText,
  display_name: text,
  avatar: optionalText,
  rating: text,
  total_sales: Type.Integer(),
  created_at: moment,
  bio: text,
  plan: text,
  is_premium: Type.Boolean(),
  is_pro: Type.Boolean(),
})

export const messageSchema = Type.Object({ success: Type.Boolean(), message: text })

const tokensSchema = Type.Object({ access: text, refresh: text })

export const signedInSchema = Type.Object({
  success: Type.Boolean(),
  message: text,
  data: Type.Object({ user: userSchema, tokens: tokensSchema }),
})

export const newTokensSchema = Type.Object({
  success: Type.Boolean(),
  message: text,
  data: Type.Object({ tokens: tokensSchema }),
})

/** Without `refresh` when the call stood on the cookie. */
export const refreshedSchema = Type.Object({ access: text, refresh: Type.Optional(text) })

export const salesLoginSchema = Type.Object({
  token: text,
  user: Type.Object({
    id: Type.Integer(),
    uuid: id,
    username: optionalText,
    email: text,
    role: text,
  }),
})

export const sessionPageSchema = Type.Object({
  count: Type.Integer(),
  next: optionalText,
  previous: optionalText,
  results: Type.Array(
    Type.Object({
      id,
      created_at: moment,
      last_used_at: moment,
      user_agent: text,
      ip: text,
      current: Type.Boolean(),
    }),
  ),
})

export const outboxPageSchema = Type.Object({
  count: Type.Integer(),
  next: optionalText,
  previous: optionalText,
  results: Type.Array(
    Type.Object({
      id: Type.Integer(),
      to: text,
      subject: text,
      text,
      html: text,
      created_at: moment,
    }),
  ),
})

export const enteredSchema = Type.Object({
  success: Type.Boolean(),
  message: text,
  data: Type.Object({ workspace: workspaceSchema }),
})

export const workspacesSchema = Type.Object({
  success: Type.Boolean(),
  data: Type.Object({
    workspaces: Type.Array(
      Type.Object({
        id: Type.Integer(),
        name: text,
        role: text,
        is_active: Type.Boolean(),
        members: Type.Integer(),
      }),
    ),
  }),
})
