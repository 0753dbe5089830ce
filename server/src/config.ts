import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout: where `web/dist` and the default data folder are. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url))

/** Everything the server reads from its environment, typed and checked. Nothing else reads `process.env`. */
export interface Config {
  production: boolean
  host: string
  port: number
  /** Null: the default folder of the embedded database (`kernel/database/embedded-location`). */
  dataDir: string | null
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null
  databasePoolSize: number
  /** Null: one process serves, and what several would share stays in it. */
  redisUrl: string | null
  secretKey: string | null
  encryptionKey: string | null
  oldEncryptionKeys: string[]
  adminEmail: string | null
  adminPassword: string | null
  accessTokenMinutes: number
  refreshTokenDays: number
  lockout: { enabled: boolean; failures: number; minutes: number }
  throttling: boolean
  /** Whose `X-Forwarded-*` count: nobody's, so many proxies from the server outwards, or addresses. */
  trustProxy: false | number | string
  corsOrigins: string[]
  /** Without a final slash; null when unset. */
  publicBaseUrl: string | null
  /** Where platforms send browsers back to and fetch pictures, without a final slash; null: this server's own address. */
  apiBaseUrl: string | null
  frontendUrl: string | null
  timeZone: string
  worker: 'embedded' | 'separate' | 'off'
  mail: { host: string | null; port: number; tls: boolean; user: string; password: string; from: string }
  google: {
    clientId: string | null
    clientSecret: string | null
    /** Where a browser goes to sign in. */
    authorizeUrl: string
    tokenInfoUrl: string
    userInfoUrl: string
    jwksUrl: string
  }
  /** An OpenAI-compatible server; without it answers are put together from the matches alone. */
  ai: {
    /** Without a final slash. */
    baseUrl: string | null
    apiKey: string | null
    /** Writes the answers; null: nobody does. */
    model: string | null
    /** Makes vectors; null: words alone find. */
    embeddingModel: string | null
    timeoutSeconds: number
  }
  channels: {
    /** How long a person may take to consent on the page of a platform. */
    stateTtlSeconds: number
    /** Whether the browser that comes back from a platform must be the one that set out (channels contract 3.2). */
    browserBinding: 'auto' | 'always' | 'never'
    /** Between two looks for tokens that end soon; 0: nobody looks. */
    tokenRefreshSeconds: number
    /** Between two looks for planned posts whose time has come; 0: nobody looks. */
    publishSeconds: number
  }
  /** The trimmed variable of that name, null when unset: for platforms, each of which names its own. */
  variable(name: string): string | null
  logLevel: string
}

/** A setting that cannot be used: the message is one sentence of cause and one of remedy. */
export class ConfigError extends Error {}

/** Where people open the web app, without a final slash. */
export function webAppUrl(config: Pick<Config, 'frontendUrl' | 'publicBaseUrl' | 'port'>): string {
  return config.frontendUrl ?? config.publicBaseUrl ?? `http://localhost:${config.port}`
}

type Environment = Record<string, string | undefined>

/** Reads and checks the environment; throws `ConfigError`. */
export function readConfig(env: Environment): Config {
  const text = (name: string): string | null => env[name]?.trim() || null
  const flag = (name: string, fallback: boolean): boolean => {
    const value = text(name)?.toLowerCase()
    if (!value) return fallback
    if (['true', '1', 'on', 'yes'].includes(value)) return true
    if (['false', '0', 'off', 'no'].includes(value)) return false
    throw new ConfigError(
      `${name} is "${env[name]}", which is neither true nor false. Set ${name}=True or ${name}=False.`,
    )
  }
  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = text(name)
    if (value === null) return fallback
    const number = Number(value)
    if (!Number.isInteger(number) || number < min || number > max) {
      throw new ConfigError(
        `${name} is "${value}", which is not a whole number. Set ${name} to ${min} to ${max}.`,
      )
    }
    return number
  }
  const production = text('NODE_ENV') === 'production'
  const encryptionKeys = (names: readonly string[]) =>
    names.flatMap((name) =>
      (text(name) ?? '')
        .split(',')
        .filter((key) => key.trim() !== '')
        .map((key) => encryptionKeyOf(name, key.trim())),
    )
  // The second name is the channels contract's: where both are set, what was sealed by its key still opens.
  const [encryptionKey = null, ...formerKeys] = encryptionKeys(['FERNET_KEY', 'INTEGRATION_ENCRYPTION_KEY'])
  const secretKey = text('JWT_SECRET_KEY') ?? text('SECRET_KEY')
  for (const [name, value] of [
    ['SECRET_KEY', secretKey],
    ['FERNET_KEY (or INTEGRATION_ENCRYPTION_KEY)', encryptionKey],
  ] as const) {
    if (production && !value) {
      throw new ConfigError(
        `${name} is not set, which production needs. Set it to 32 random bytes in base64url.`,
      )
    }
  }
  return {
    production,
    host: text('HOST') ?? '127.0.0.1',
    port: integer('PORT', 8000, 0, 65535),
    dataDir: text('DATA_DIR') ? resolve(text('DATA_DIR') as string) : null,
    databaseUrl: databaseUrl(text),
    databasePoolSize: integer('DATABASE_POOL_SIZE', 16, 2, 500),
    redisUrl: redisUrl(text('REDIS_URL')),
    secretKey,
    encryptionKey,
    oldEncryptionKeys: [
      ...formerKeys,
      ...encryptionKeys(['FERNET_KEYS_OLD', 'INTEGRATION_ENCRYPTION_KEYS_OLD']),
    ],
    adminEmail: text('ADMIN_EMAIL'),
    adminPassword: env.ADMIN_PASSWORD || null,
    accessTokenMinutes: integer(
      text('JWT_ACCESS_TOKEN_LIFETIME_MINUTES')
        ? 'JWT_ACCESS_TOKEN_LIFETIME_MINUTES'
        : 'JWT_ACCESS_TOKEN_LIFETIME',
      15,
      1,
      10080,
    ),
    refreshTokenDays: text('JWT_REFRESH_TOKEN_LIFETIME_DAYS')
      ? integer('JWT_REFRESH_TOKEN_LIFETIME_DAYS', 7, 1, 365)
      : integer('JWT_REFRESH_TOKEN_LIFETIME', 7 * 1440, 1, 525600) / 1440,
    lockout: {
      enabled: flag('AXES_ENABLED', true),
      failures: integer('AXES_FAILURE_LIMIT', 5, 1, 1000),
      minutes: integer('AXES_COOLOFF_MINUTES', 15, 1, 1440),
    },
    throttling: flag('THROTTLE_ENABLED', true),
    trustProxy: trustProxy(text('TRUST_PROXY')),
    corsOrigins: (text('CORS_ALLOWED_ORIGINS') ?? 'http://localhost:5173,http://localhost:3000')
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
    publicBaseUrl: baseUrl('PUBLIC_BASE_URL', text('PUBLIC_BASE_URL') ?? text('API_BASE_URL')),
    apiBaseUrl:
      baseUrl('API_BASE_URL', text('API_BASE_URL')) ?? baseUrl('PUBLIC_BASE_URL', text('PUBLIC_BASE_URL')),
    frontendUrl: baseUrl('FRONTEND_URL', text('FRONTEND_URL')),
    timeZone: text('TIME_ZONE') ?? 'Asia/Tashkent',
    worker: workerMode(text('WORKER')),
    mail: {
      host: text('EMAIL_HOST'),
      port: integer('EMAIL_PORT', 587, 1, 65535),
      tls: flag('EMAIL_USE_TLS', true),
      user: text('EMAIL_HOST_USER') ?? '',
      password: env.EMAIL_HOST_PASSWORD ?? '',
      from: text('DEFAULT_FROM_EMAIL') ?? 'Tradepost <no-reply@example.com>',
    },
    google: {
      clientId: text('GOOGLE_CLIENT_ID') ?? text('VITE_GOOGLE_CLIENT_ID'),
      clientSecret: text('GOOGLE_CLIENT_SECRET'),
      authorizeUrl: text('GOOGLE_AUTHORIZE_URL') ?? 'https://accounts.google.com/o/oauth2/v2/auth',
      tokenInfoUrl: text('GOOGLE_TOKENINFO_URL') ?? 'https://oauth2.googleapis.com/tokeninfo',
      userInfoUrl: text('GOOGLE_USERINFO_URL') ?? 'https://openidconnect.googleapis.com/v1/userinfo',
      jwksUrl: text('GOOGLE_JWKS_URL') ?? 'https://www.googleapis.com/oauth2/v3/certs',
    },
    ai: {
      baseUrl: baseUrl('AI_BASE_URL', text('AI_BASE_URL')),
      apiKey: text('AI_API_KEY'),
      model: text('AI_MODEL'),
      embeddingModel: text('AI_EMBEDDING_MODEL'),
      timeoutSeconds: integer('AI_TIMEOUT_SECONDS', 30, 1, 600),
    },
    channels: {
      stateTtlSeconds: integer('OAUTH_STATE_TTL_SECONDS', 600, 1, 86_400),
      browserBinding: browserBinding(text('OAUTH_BROWSER_BINDING')),
      tokenRefreshSeconds: integer('TOKEN_REFRESH_INTERVAL_SECONDS', 300, 0, 86_400),
      publishSeconds: integer('PUBLISH_INTERVAL_SECONDS', 5, 0, 3600),
    },
    variable: text,
    logLevel: text('LOG_LEVEL') ?? (production ? 'info' : 'warn'),
  }
}

/** Keys come in either alphabet of base64, with or without its final sign. */
function encryptionKeyOf(name: string, value: string): string {
  const key = value.replaceAll('+', '-').replaceAll('/', '_').replace(/=$/, '')
  if (/^[A-Za-z0-9_-]{43}$/.test(key)) return key
  throw new ConfigError(
    `${name} holds something that is no encryption key. Set it to 32 random bytes in base64 (44 characters), as "openssl rand -base64 32" makes them.`,
  )
}

function browserBinding(value: string | null): Config['channels']['browserBinding'] {
  if (value === null) return 'auto'
  if (value === 'auto' || value === 'always' || value === 'never') return value
  throw new ConfigError(
    `OAUTH_BROWSER_BINDING is "${value}", which is no mode. Set OAUTH_BROWSER_BINDING to auto, always or never.`,
  )
}

function databaseUrl(text: (name: string) => string | null): string | null {
  const url = text('DATABASE_URL')
  if (url) {
    if (!/^postgres(ql)?:\/\//.test(url)) {
      throw new ConfigError(
        'DATABASE_URL is not a PostgreSQL address. Set it to postgresql://user:password@host:5432/database, or unset it for the embedded database.',
      )
    }
    return url
  }
  if (!text('POSTGRES_PASSWORD') && !text('DB_HOST')) return null
  const built = new URL('postgresql://localhost')
  built.hostname = text('DB_HOST') ?? 'localhost'
  built.port = text('DB_PORT') ?? '5432'
  built.username = text('POSTGRES_USER') ?? 'postgres'
  built.password = text('POSTGRES_PASSWORD') ?? ''
  built.pathname = `/${text('POSTGRES_DB') ?? 'tradepost'}`
  return built.href
}

function redisUrl(value: string | null): string | null {
  if (value === null || (/^rediss?:\/\//.test(value) && URL.canParse(value))) return value
  throw new ConfigError(
    'REDIS_URL is not the address of a Redis. Set it to redis://:password@host:6379/0 (rediss:// for TLS), or unset it where one process serves.',
  )
}

function baseUrl(name: string, value: string | null): string | null {
  if (value === null) return null
  if (!URL.canParse(value) || !/^https?:/.test(value)) {
    throw new ConfigError(
      `${name} is "${value}", which is not a web address. Set it to something like https://shop.example.com.`,
    )
  }
  return value.replace(/\/+$/, '')
}

/** `True` is one proxy: trusting every hop would believe whatever a client writes. */
function trustProxy(value: string | null): Config['trustProxy'] {
  if (!value || /^(false|0|off|no)$/i.test(value)) return false
  if (/^(true|on|yes)$/i.test(value)) return 1
  return /^\d{1,2}$/.test(value) ? Number(value) : value
}

function workerMode(value: string | null): Config['worker'] {
  if (value === null) return 'embedded'
  if (value === 'embedded' || value === 'separate' || value === 'off') return value
  throw new ConfigError(`WORKER is "${value}", which is no mode. Set WORKER to embedded, separate or off.`)
}

/** The built web app, or null when it has not been built. */
export function webAppFolder(): string | null {
  const folder = resolve(projectRoot, 'web/dist')
  return existsSync(resolve(folder, 'index.html')) ? folder : null
}
