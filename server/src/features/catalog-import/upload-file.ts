import { randomUUID } from 'node:crypto'
import { Refusal } from '../../kernel/errors.ts'
import type { Context } from '../../kernel/http/route.ts'

export const maxFileBytes = 200 * 1024 * 1024

export interface UploadedFile {
  id: string
  key: string
  name: string
  size: number
}

/** Streams the multipart field `file` into the storage. Throws 400 without a file, 413 beyond 200 MiB. */
export async function receiveFile(context: Context): Promise<UploadedFile> {
  const { request, services, caller } = context
  if (!request.isMultipart())
    throw new Refusal(400, 'Send the file as multipart/form-data in the field "file"')
  const part = await request.file({ limits: { fileSize: maxFileBytes, files: 1, fields: 10 } })
  if (part?.fieldname !== 'file')
    throw new Refusal(400, 'Send the file as multipart/form-data in the field "file"')
  const id = randomUUID()
  const key = `imports/${caller.workspaceId}/${id}.csv`
  let size = 0
  part.file.on('data', (chunk: Buffer) => {
    size += chunk.length
  })
  part.file.pause()
  await services.storage.put(key, part.file, 'text/csv')
  if (part.file.truncated) {
    await services.storage.delete(key)
    throw new Refusal(413, 'The file is larger than 200 MiB')
  }
  const name = (part.filename || 'products.csv').replaceAll('\u0000', '').toWellFormed().slice(0, 255)
  return { id, key, name, size }
}
