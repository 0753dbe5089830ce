import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** What a mail server took in. */
interface ReceivedMail {
  from: string
  to: string[]
  /** The whole message with its headers. */
  raw: string
  encrypted: boolean
  user: string | null
}

export interface MailServer {
  port: number
  received: ReceivedMail[]
  /** User names and passwords, in the order in which they were tried. */
  logIns: { user: string; password: string; encrypted: boolean }[]
  close(): Promise<void>
}

interface MailServerOptions {
  /** Says whether a log-in is let in; without it the server asks for none. */
  letIn?: (user: string, password: string) => boolean
  offersTls?: boolean
}

/** A mail server on a free loopback port, with the certificate below. */
export async function startMailServer({ letIn, offersTls = true }: MailServerOptions): Promise<MailServer> {
  const received: ReceivedMail[] = []
  const logIns: MailServer['logIns'] = []
  const options: SMTPServerOptions = {
    key: privateKey,
    cert: certificate,
    authOptional: letIn === undefined,
    // Without it log-ins in the clear are refused; it is the client who must not try.
    allowInsecureAuth: true,
    disabledCommands: offersTls ? [] : ['STARTTLS'],
    onAuth({ username, password }, session, done) {
      const user = username ?? ''
      logIns.push({ user, password: password ?? '', encrypted: session.secure })
      if (letIn?.(user, password ?? '')) done(null, { user })
      else done(new Error('Invalid user name or password'))
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
          encrypted: session.secure,
          user: session.user ?? null,
        })
        done()
      })
    },
  }
  const server = new SMTPServer(options)
  // A client that turns away in the middle of a handshake is what some tests are about.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    logIns,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Of `localhost`, signed by itself, for tests alone. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUIUh3Zp4njrL29j30cRk4R/RjGD4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTA3MjgzOFoYDzIxMjYxMDI4
MDcyODM4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARv427MioUSnWazzZHHD1cXM8gLtUUmrUgB2DBBGiISlafNhVpQ9R17
kwreSnz+XQ4eTdbF1py58Q2O01kaJokxo28wbTAdBgNVHQ4EFgQUr5bOnngsH+1Z
MY2it9EQCt4zzSgwHwYDVR0jBBgwFoAUr5bOnngsH+1ZMY2it9EQCt4zzSgwGgYD
VR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZI
zj0EAwIDSAAwRQIhAIbpjHkXnwfNbccyVjFXJVhPnpWSabm7VbwEIiJ+AaD4AiAo
1jkdFwBdUou6qk5nQyu8bBoFn1Lw/rkHVRd5c39Tqg==
-----END CERTIFICATE-----
`
const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+kiXiyRkNLUA5ix8
LaposVtrBa+q+46Hnne9ujPAwZuhRANCAARv427MioUSnWazzZHHD1cXM8gLtUUm
rUgB2DBBGiISlafNhVpQ9R17kwreSnz+XQ4eTdbF1py58Q2O01kaJokx
-----END PRIVATE KEY-----
`
