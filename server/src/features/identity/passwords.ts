import { hash, verify } from '@node-rs/argon2'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Argon2id with OWASP's parameters; the text carries salt and cost. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost)
}

// The hash of a random text that nobody kept: verifying against it takes as long as against a real one.
const dummyHash =
  '$argon2id$v=19$m=19456,t=2,p=1$PGdULegSSG3ab2WI1hG0Gg$eI1JzOIkHenjtjQMJXDUHAbzU0ECKB+AAgsucZm0EtM'

/** Whether the password belongs to the hash. Without a hash it takes the same time and is false. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? dummyHash, password)
  return matches && passwordHash !== null
}
