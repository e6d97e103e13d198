/** A mail server that takes what a system under test sends to its administrators, and keeps it. */
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import type { SentMail } from '../subject.ts'

export interface MailSink {
  readonly host: string
  readonly port: number
  /** What has come since it was asked the last time, in order. */
  taken(): readonly SentMail[]
  close(): Promise<void>
}

export async function openMailSink(): Promise<MailSink> {
  let mails: SentMail[] = []
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    onData(stream, { envelope }, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        PostalMime.parse(Buffer.concat(parts)).then(({ subject = '', text = '' }) => {
          const to = envelope.rcptTo.map(({ address }) => address)
          mails.push({ to, subject, text: text.trimEnd() })
          done()
        }, done)
      })
    },
  })
  await new Promise<void>((listens) => server.listen(0, '127.0.0.1', listens))
  const { port } = server.server.address() as AddressInfo
  return {
    host: '127.0.0.1',
    port,
    taken() {
      const taken = mails
      mails = []
      return taken
    },
    close: () => new Promise((closed) => server.close(closed)),
  }
}
