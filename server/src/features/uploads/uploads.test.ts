import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestApp, type TestApp } from '../../../test/support/app.ts'
import { createOwner, type SignedInUser } from '../../../test/support/factories.ts'
import { registerIdentity } from '../identity/index.ts'
import { registerUploads } from './index.ts'

let app: TestApp
let user: SignedInUser

beforeAll(async () => {
  app = await startTestApp({ features: [registerIdentity, registerUploads] })
  user = await createOwner(app.services)
})
afterAll(() => app.close())

const picture = (format: 'png' | 'jpeg' | 'webp' | 'gif', width = 40, height = 20) =>
  sharp({ create: { width, height, channels: 3, background: '#3366aa' } })
    .toFormat(format)
    .toBuffer()
function form(field: string, bytes: Uint8Array | string, name = 'photo.html', type = 'text/html') {
  const data = new FormData()
  data.append(field, new Blob([bytes as Uint8Array<ArrayBuffer> | string], { type }), name)
  return data
}
const upload = (body: unknown, token: string | undefined = user.token) =>
  app.call('POST', '/api/upload/image', { token, body })
const setAvatar = (body: unknown) => app.call('PATCH', '/api/v1/profile/', { token: user.token, body })

test.each([
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['webp', 'image/webp'],
  ['gif', 'image/gif'],
] as const)('a %s is stored under a random name and served as what its bytes are', async (format, type) => {
  const answer = await upload(form('image', await picture(format)))
  expect(answer.status).toBe(200)
  expect(answer.body).toEqual({
    success: true,
    url: `/uploads/images/${answer.body.filename}`,
    filename: expect.stringMatching(/^[0-9a-f]{32}\.(png|jpg|webp|gif)$/),
    size: expect.any(Number),
  })
  const served = await fetch(app.url + answer.body.url)
  expect(served.status).toBe(200)
  expect(served.headers.get('content-type')).toBe(type)
  expect(served.headers.get('x-content-type-options')).toBe('nosniff')
  expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(served.headers.get('cache-control')).toContain('max-age=31536000')
  const bytes = Buffer.from(await served.arrayBuffer())
  expect(bytes.length).toBe(answer.body.size)
  expect(await sharp(bytes).metadata()).toMatchObject({ width: 40, height: 20 })
})

test('metadata is dropped and the orientation that it told is applied', async () => {
  const bytes = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Artist: 'SecretArtist' }, IFD3: { GPSLatitude: '10/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  expect((await sharp(bytes).metadata()).orientation).toBe(6)
  const { body } = await upload(form('image', bytes))
  const stored = Buffer.from(await (await fetch(app.url + body.url)).arrayBuffer())
  const header = await sharp(stored).metadata()
  expect(header).toMatchObject({ width: 20, height: 40 })
  expect(header.exif).toBeUndefined()
})

test('an animation stays one', async () => {
  const frames = [
    await picture('png'),
    await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  ]
  const animation = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer()
  const { body } = await upload(form('image', animation))
  const stored = Buffer.from(await (await fetch(app.url + body.url)).arrayBuffer())
  expect((await sharp(stored).metadata()).pages).toBe(2)
})

test('what is no picture, or too large, is refused by its bytes and nothing is stored', async () => {
  const png = await picture('png')
  const bad: [string, Uint8Array | string][] = [
    ['text', 'hello'],
    ['html', '<html><script>alert(1)</script></html>'],
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'],
    ['pdf', '%PDF-1.7 '],
    ['a bare signature', Buffer.concat([png.subarray(0, 8), Buffer.alloc(400, 7)])],
    ['a cut picture', (await picture('jpeg', 400, 400)).subarray(0, 300)],
    ['too wide', await picture('png', 4097, 1)],
    ['too high', await picture('png', 1, 4097)],
    ['too many bytes', Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)])],
    ['nothing', ''],
  ]
  for (const [what, bytes] of bad) {
    const answer = await upload(form('image', bytes, 'photo.png', 'image/png'))
    expect(answer.status, what).toBe(400)
    expect(answer.body, what).toEqual({ message: expect.any(String) })
    expect((await setAvatar(form('avatar', bytes))).status, what).toSatisfy(
      (s: number) => s === 400 || s === 413,
    )
  }
  expect((await app.get('/api/v1/profile/', user.token)).body.avatar).toBeNull()
})

test('a picture of exactly 4096 pixels is welcome', async () => {
  expect((await upload(form('image', await picture('png', 4096, 4)))).status).toBe(200)
})

test('a wrong field, no file, another body or a broken one is refused', async () => {
  expect((await upload(form('file', await picture('png')))).status).toBe(400)
  expect((await upload(new FormData())).status).toBe(400)
  expect((await upload({ image: 'x' })).status).toBe(400)
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  const broken = await app.call('POST', '/api/upload/image', {
    token: user.token,
    body: '--x\r\nnonsense',
    headers,
  })
  expect(broken.status).toBe(400)
  const unbounded = { 'content-type': 'multipart/form-data' }
  const without = await app.call('POST', '/api/upload/image', {
    token: user.token,
    body: 'x',
    headers: unbounded,
  })
  expect(without.status).toBe(400)
  expect(
    (await app.call('POST', '/api/upload/image', { body: form('image', await picture('png')) })).status,
  ).toBe(401)
})

test('an avatar is shrunk, replaced and removed, and its file goes with it', async () => {
  const first = await setAvatar(form('avatar', await picture('jpeg', 1000, 500)))
  expect(first.status).toBe(200)
  expect(first.body.avatar).toMatch(/^\/media\/uploads\/\d{4}\/\d\d\/\d\d\/[0-9a-f]{32}\.jpg$/)
  const served = await fetch(app.url + first.body.avatar)
  expect(served.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  expect(await sharp(Buffer.from(await served.arrayBuffer())).metadata()).toMatchObject({
    width: 512,
    height: 256,
  })
  const second = form('avatar', await picture('png'))
  second.append('bio', 'with a picture')
  const replaced = (await setAvatar(second)).body
  expect(replaced.bio).toBe('with a picture')
  expect(replaced.avatar).toMatch(/\.png$/)
  await vi.waitFor(async () => expect((await app.get(first.body.avatar)).status).toBe(404))
  expect((await app.patch('/api/v1/profile/', { avatar: null }, user.token)).body.avatar).toBeNull()
  await vi.waitFor(async () => expect((await app.get(replaced.avatar)).status).toBe(404))
})

test.each([
  '/media/uploads/none.png',
  '/media/images/none.png',
  '/media/..%2f..%2fsecrets/SECRET_KEY',
  '/media/uploads/..%2f..%2f..%2fsecrets%2fSECRET_KEY',
  '/media/uploads/%00',
  '/media/',
  '/uploads/images/..%2fSECRET_KEY',
])('%s is not found', async (path) => {
  expect((await app.get(path)).status).toBe(404)
})
