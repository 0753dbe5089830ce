/**
 * Why the embedded database cannot run, for the person at the terminal: the message is one sentence
 * of cause and one of remedy, fit to be printed as it is before a non-zero exit.
 */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError'

  constructor(cause: string, remedy: string, options?: ErrorOptions) {
    super(`${cause} ${remedy}`, options)
  }
}

/** The `code` of a Node.js system error (`EACCES`, `ENOENT`, ...), or undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** Turns a file system failure on `path` into an {@link EmbeddedDatabaseError}; other errors pass unchanged. */
export function explainFileError(error: unknown, path: string): unknown {
  const code = errorCode(error)
  const elsewhere = 'set DATA_DIR to another folder.'
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new EmbeddedDatabaseError(
        `The data folder ${path} is not writable (${code}).`,
        `Give this user write permission or ${elsewhere}`,
        { cause: error },
      )
    case 'ENAMETOOLONG':
      return new EmbeddedDatabaseError(
        `The path of the data folder ${path} is too long.`,
        `Shorten it or ${elsewhere}`,
        {
          cause: error,
        },
      )
    case 'ENOTDIR':
    case 'EEXIST':
      return new EmbeddedDatabaseError(
        `The data folder ${path} cannot be made because a file is in its place.`,
        `Move that file away or ${elsewhere}`,
        { cause: error },
      )
    case 'ENOSPC':
    case 'EDQUOT':
      return new EmbeddedDatabaseError(
        `The disk that holds ${path} is full.`,
        `Free some space or ${elsewhere}`,
        {
          cause: error,
        },
      )
    default:
      return error
  }
}
