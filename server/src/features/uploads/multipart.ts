import type { FastifyRequest } from 'fastify'
import { Refusal } from '../../kernel/errors.ts'

export interface UploadedFile {
  bytes: Buffer
  /** More bytes were sent than the limit; `bytes` holds the beginning only. */
  truncated: boolean
}

export interface MultipartForm {
  fields: Record<string, string>
  /** Files of the asked field; files of other fields are read and dropped. */
  files: UploadedFile[]
}

/** Reads a multipart body. Throws 400 `PARSE_ERROR` when it is malformed. */
export async function readMultipart(
  request: FastifyRequest,
  fileField: string,
  maxFileBytes: number,
): Promise<MultipartForm> {
  const form: MultipartForm = { fields: {}, files: [] }
  try {
    const options = { limits: { fileSize: maxFileBytes }, throwFileSizeLimit: false }
    for await (const part of request.parts(options)) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') form.fields[part.fieldname] = part.value
        continue
      }
      const chunks: Buffer[] = []
      for await (const chunk of part.file) if (part.fieldname === fileField) chunks.push(chunk)
      if (part.fieldname !== fileField) continue
      form.files.push({ bytes: Buffer.concat(chunks), truncated: part.file.truncated })
    }
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 413) throw error
    throw new Refusal(400, 'The multipart body could not be parsed.', { code: 'PARSE_ERROR' })
  }
  return form
}
