import { randomUUID } from 'node:crypto'
import type { MultipartFile } from '@fastify/multipart'
import { Refusal } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'

export const maxFileBytes = 200 * 1024 * 1024

export interface UploadedFile {
  id: string
  key: string
  name: string
  size: number
}

/**
 * Streams the multipart field `file` into the storage. Throws 400 without a file or when the form ends early, 413 beyond
 * 200 MiB; nothing is stored then.
 */
export async function receiveFile(context: Context): Promise<UploadedFile> {
  const { services, caller } = context
  const part = await filePart(context)
  const id = randomUUID()
  const key = `imports/${caller.workspaceId}/${id}.csv`
  let size = 0
  // The end of the form may have come, and failed, before anybody listens.
  let broken = part.file.errored !== null
  part.file.on('data', (chunk: Buffer) => {
    size += chunk.length
  })
  part.file.on('error', () => {
    broken = true
  })
  part.file.pause()
  try {
    await services.storage.put(key, part.file, 'text/csv')
  } catch (error) {
    if (broken) throw unreadableForm()
    throw error
  }
  if (part.file.truncated) {
    await services.storage.delete(key)
    throw new Refusal(413, 'The file is larger than 200 MiB')
  }
  const name = (part.filename || 'import.csv').replaceAll('\u0000', '').toWellFormed().slice(0, 255)
  return { id, key, name, size }
}

async function filePart({ request }: Context): Promise<MultipartFile> {
  const missing = new Refusal(400, 'Send the file as multipart/form-data in the field "file"')
  if (!request.isMultipart()) throw missing
  const limits = { fileSize: maxFileBytes, files: 1, fields: 10 }
  const part = await request.file({ limits }).catch(() => {
    throw unreadableForm()
  })
  if (part?.fieldname !== 'file') throw missing
  return part
}

function unreadableForm(): Refusal {
  return new Refusal(400, 'The form could not be read to its end')
}
