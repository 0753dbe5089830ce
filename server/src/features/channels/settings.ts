import { type Config, ConfigError } from '../../config.ts'
import type { Adapter, PlatformSettings } from './adapter.ts'

/**
 * The settings of a platform by its variables (channels contract 8); null when it has no client id or secret. Bases come from the
 * operator only. Throws `ConfigError` for a base that is no web address and, in production, for http and for a server that others reach
 * and that does not know its own address.
 */
export function readPlatformSettings(
  { env }: Pick<Adapter, 'env'>,
  config: Pick<Config, 'variable' | 'production' | 'apiBaseUrl' | 'host'>,
): PlatformSettings | null {
  const nameOf = (name: string) => variableOf(env, config, name)
  const variable = (name: string) => config.variable(nameOf(name))
  const base = (name: string, value: string) => {
    const url = value.replace(/\/+$/, '')
    if (!URL.canParse(url) || !/^https?:/.test(url))
      throw new ConfigError(
        `${name} is "${value}", which is not a web address. Set it to something like https://api.example.com or unset it.`,
      )
    if (config.production) demandHttps(name, url)
    return url
  }
  const oauthUrl = base(nameOf('OAUTH_URL'), variable('OAUTH_URL') ?? env.oauthUrl)
  const apiUrl = base(env.api.variable, config.variable(env.api.variable) ?? env.api.url)
  const [clientId, clientSecret] = [variable('CLIENT_ID'), variable('CLIENT_SECRET')]
  if (!clientId || !clientSecret) return null
  if (config.production) demandOwnAddress(env.prefix, config)
  return {
    clientId,
    clientSecret,
    oauthUrl,
    apiUrl,
    scopes: config
      .variable(`${env.prefix}_SCOPES`)
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? [...env.scopes],
    extra: Object.fromEntries((env.extra ?? []).map((name) => [name, config.variable(name)])),
  }
}

/** The secret with which the platform signs what it tells; null when there is none. */
export function clientSecretOf(
  { env }: Pick<Adapter, 'env'>,
  config: Pick<Config, 'variable'>,
): string | null {
  return config.variable(variableOf(env, config, 'CLIENT_SECRET'))
}

/** The variable of that name that is set: under the platform's own prefix, else under the one that stands in for it. */
function variableOf(
  { prefix, fallbackPrefix }: Adapter['env'],
  config: Pick<Config, 'variable'>,
  name: string,
): string {
  const own = `${prefix}_${name}`
  const other = fallbackPrefix && `${fallbackPrefix}_${name}`
  return other && config.variable(own) === null && config.variable(other) !== null ? other : own
}

/** Whether the host of an address is this machine, where nobody else listens in or answers. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/.test(host)

/** Consents come back to this address, so it is never taken from what a request calls the server. */
function demandOwnAddress(
  prefix: string,
  { apiBaseUrl, host, variable }: Pick<Config, 'apiBaseUrl' | 'host' | 'variable'>,
): void {
  if (apiBaseUrl) demandHttps(variable('API_BASE_URL') ? 'API_BASE_URL' : 'PUBLIC_BASE_URL', apiBaseUrl)
  if (apiBaseUrl || isLoopback(host)) return
  throw new ConfigError(
    `${prefix}_CLIENT_ID is set, but the address to which platforms lead people back is not known. Set API_BASE_URL to the https address of this server.`,
  )
}

function demandHttps(name: string, url: string): void {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'https:' || isLoopback(hostname)) return
  throw new ConfigError(
    `${name} is "${url}", over which tokens would travel unprotected. Set ${name} to an https address.`,
  )
}
