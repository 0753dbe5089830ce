import { recordAudit } from '../../kernel/audit/audit.ts'
import { type Caller, forgetCallers } from '../../kernel/auth/caller.ts'
import { invalidField, Refusal } from '../../kernel/errors.ts'
import type { Services } from '../../kernel/services.ts'
import { dropMedia, storeMediaImage } from '../uploads/index.ts'
import type { Origin } from './register.ts'
import { refuseTaken } from './register.ts'
import { readUser, type UserRow } from './users.ts'

/** Absent keys stay as they are; null empties a field. */
export interface ProfileChanges {
  full_name?: string | null
  username?: string | null
  phone_number?: string | null
  language?: string
  timezone?: string
  bio?: string | null
  /** Null removes the picture. */
  avatar?: null
}

interface ProfileRow {
  full_name: string
  username: string | null
  phone_number: string | null
  language: string
  timezone: string
  bio: string
  avatar: string | null
}

/** Pixels on each side that a stored avatar has at most. */
const avatarSide = 512

const profileColumns = 'full_name, username, phone_number, language, timezone, bio, avatar'

/** Changes the caller's own profile; `picture` is the bytes of a new avatar. Throws 400 for a bad picture or anything taken. */
export async function updateProfile(
  services: Services,
  caller: Caller,
  changes: ProfileChanges,
  picture: Buffer | null,
  origin: Origin,
): Promise<UserRow> {
  const stored = picture && (await storeAvatar(services, picture))
  try {
    return await refuseTaken(() => save(services, caller, changes, stored?.key ?? null, origin))
  } catch (error) {
    if (stored) dropMedia(services, stored.key)
    throw error
  }
}

async function storeAvatar(services: Services, picture: Buffer): Promise<{ key: string }> {
  try {
    return await storeMediaImage(services, picture, { fitWithin: avatarSide })
  } catch (error) {
    throw error instanceof Refusal ? invalidField('avatar', error.message) : error
  }
}

function save(
  services: Services,
  caller: Caller,
  changes: ProfileChanges,
  newAvatar: string | null,
  origin: Origin,
): Promise<UserRow> {
  return services.db.transaction(async (tx) => {
    const [before] = await tx.query<ProfileRow>(
      `select ${profileColumns} from users where id = $1 for update`,
      [caller.userId],
    )
    const after = nextProfile(before!, changes, newAvatar)
    await tx.query(
      `update users set full_name = $2, username = $3, phone_number = $4, language = $5, timezone = $6, bio = $7,
         avatar = $8, updated_at = $9 where id = $1`,
      [
        caller.userId,
        after.full_name,
        after.username,
        after.phone_number,
        after.language,
        after.timezone,
        after.bio,
        after.avatar,
        services.clock.now(),
      ],
    )
    await recordAudit(tx, {
      workspaceId: caller.workspaceId,
      actor: { kind: 'user', id: caller.userId },
      action: 'user.profile_changed',
      subject: { type: 'user', id: caller.userId },
      after: { fields: changedFields(before!, after) },
      requestId: origin.requestId,
      ip: origin.device.ip,
    })
    const dropped = before!.avatar !== after.avatar ? before!.avatar : null
    if (dropped) tx.afterCommit(() => dropMedia(services, dropped))
    tx.afterCommit(() => forgetCallers(services.authenticators, `user:${caller.userId}`))
    return readUser(tx, caller.userId, caller.workspaceId)
  })
}

function nextProfile(before: ProfileRow, changes: ProfileChanges, newAvatar: string | null): ProfileRow {
  return {
    full_name: changes.full_name === undefined ? before.full_name : (changes.full_name ?? ''),
    username: changes.username === undefined ? before.username : changes.username,
    phone_number: changes.phone_number === undefined ? before.phone_number : changes.phone_number,
    language: changes.language ?? before.language,
    timezone: changes.timezone ?? before.timezone,
    bio: changes.bio === undefined ? before.bio : (changes.bio ?? ''),
    avatar: newAvatar ?? (changes.avatar === null ? null : before.avatar),
  }
}

/** The names only: the audit log outlives an account, so its personal data stays out. */
function changedFields(before: ProfileRow, after: ProfileRow): string[] {
  return (Object.keys(after) as (keyof ProfileRow)[]).filter((key) => before[key] !== after[key])
}
