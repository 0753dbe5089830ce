import type { Clock } from '../../kernel/clock/clock.ts'
import type { Adapter, PlatformSettings, PublishRules } from './adapter.ts'
import type { Platform } from './platforms.ts'
import type { AccountRow, AccountStatus, StatusCount } from './queries.ts'

const statusLabels: Record<AccountStatus, string> = {
  disconnected: 'Disconnected',
  connected: 'Connected',
  expired: 'Token Expired',
  error: 'Error',
}

type Platforms = ReadonlyMap<string, Platform>

/** `error` always means that no usable token is left: a failed reconnection leaves a working one `connected`. */
const needsReconnect = (status: AccountStatus) => status === 'expired' || status === 'error'

/** The account of channels contract 2; each field that may leave is named. */
export function presentAccount(row: AccountRow, platforms: Platforms, clock: Clock) {
  return {
    id: row.id,
    company: row.workspace_id,
    platform: row.platform,
    platform_display: platforms.get(row.platform)?.adapter.label ?? row.platform,
    name: row.name,
    account_link: row.account_link,
    phone_number: row.phone_number,
    external_account_id: row.external_account_id,
    external_account_name: row.external_account_name,
    status: row.status,
    status_display: statusLabels[row.status],
    is_active: row.is_active,
    is_token_expired:
      row.token_expires_at !== null && Date.parse(row.token_expires_at) <= clock.now().getTime(),
    token_expires_at: row.token_expires_at,
    needs_reconnect: needsReconnect(row.status),
    scopes: row.scopes,
    last_sync_at: row.last_sync_at,
    error_message: row.error_message,
    metadata: row.metadata,
    created_at: row.created_at,
    updated_at: row.updated_at,
    created_by: row.created_by,
  }
}

/** What can be done on a platform is what its adapter can do. */
export function presentPlatform({ adapter, settings }: Platform) {
  const rules = adapter.publishing
  return {
    value: adapter.id,
    label: adapter.label,
    icon: adapter.icon,
    configured: settings !== null,
    sandbox: settings !== null && isElsewhere(adapter, settings),
    capabilities: capabilitiesOf(adapter),
    publish: rules ? presentRules(rules) : null,
  }
}

/** Whether something else than the platform answers: a sandbox or a proxy. Another version of the API is none. */
function isElsewhere({ env }: Adapter, { oauthUrl, apiUrl }: PlatformSettings): boolean {
  const differs = (one: string, other: string) => new URL(one).origin !== new URL(other).origin
  return differs(oauthUrl, env.oauthUrl) || differs(apiUrl, env.api.url)
}

const presentRules = (rules: PublishRules) => ({
  max_length: rules.maxLength,
  counting: rules.weigh ? 'weighted' : 'code_points',
  text_only: rules.textOnly,
  message_required: !rules.mediaOnly,
  media: [...rules.media],
  max_media: rules.maxMedia,
  link: rules.link,
})

function capabilitiesOf(adapter: Adapter): string[] {
  const { listPosts, publish, listComments, reply, hide, insights } = adapter
  const able = {
    posts: listPosts,
    publish,
    comments: listComments && reply,
    hide_comment: hide,
    insights,
    messages: adapter.sendMessage,
    templates: adapter.listTemplates,
    webhooks: adapter.webhook,
  }
  return Object.entries(able).flatMap(([name, method]) => (method ? [name] : []))
}

/** The counts of channels contract 3, row 7; every platform of the server is in it. */
export function presentStats(counts: readonly StatusCount[], platforms: Platforms) {
  const stats = {
    total: 0,
    by_status: { connected: 0, disconnected: 0, expired: 0, error: 0 },
    by_platform: Object.fromEntries([...platforms.keys()].map((id) => [id, { total: 0, connected: 0 }])),
    needs_reconnect: 0,
  }
  for (const { platform, status, count } of counts) {
    stats.by_platform[platform] ??= { total: 0, connected: 0 }
    const ofPlatform = stats.by_platform[platform]
    stats.total += count
    stats.by_status[status] += count
    ofPlatform.total += count
    if (status === 'connected') ofPlatform.connected += count
    if (needsReconnect(status)) stats.needs_reconnect += count
  }
  return stats
}
