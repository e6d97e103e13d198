/** The product's mail by SMTP, as the product file says: the port `Mailer` over nodemailer. */
import type { Mailer, MailServer } from '#cas-core'
import { textOf } from '../files.ts'

/** A mail server that says nothing must not hold up what else is due. */
const PATIENCE_MS = 30_000
/** Its server speaks TLS from the start (documented: RFC 8314). */
const SUBMISSIONS_PORT = 465

/**
 * TLS is used wherever the server offers it, and its certificate is checked then.
 * @param file of the settings, for errors
 * @throws Error naming the file, where the authority cannot be read
 */
export function mailerFor({ host, port, from, ca }: MailServer, file: string): Mailer {
  const authority = ca === undefined ? undefined : textOf(ca, `${file}: mail.ca`)
  return {
    async send({ to, subject, text }) {
      const { createTransport } = await import('nodemailer')
      const transport = createTransport({
        host,
        port,
        secure: port === SUBMISSIONS_PORT,
        connectionTimeout: PATIENCE_MS,
        greetingTimeout: PATIENCE_MS,
        socketTimeout: PATIENCE_MS,
        ...(authority === undefined ? {} : { tls: { ca: authority } }),
      })
      try {
        await transport.sendMail({ from, to: [...to], subject, text })
      } catch (error) {
        throw new Error(`mail server ${host}:${port}: ${reasonOf(error)}`, { cause: error })
      } finally {
        transport.close()
      }
    },
  }
}

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO|CERT_UNTRUSTED/

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, response, cause } = error as Error & { code?: string; response?: string }
  const inner = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const all = `${code} ${inner} ${error.message}`
  if (/ECONNREFUSED/.test(all)) return 'nobody listens there; correct mail.host and mail.port'
  if (/ENOTFOUND|EDNS|EAI_AGAIN/.test(all)) return 'the name is not known; correct mail.host'
  if (/ETIMEDOUT/.test(all)) return `there was no answer within ${PATIENCE_MS / 1000} s`
  if (UNTRUSTED.test(all) || /self.signed|unable to verify|unable to get/i.test(all))
    return 'the authority of its certificate is not trusted; name it in mail.ca'
  if (/ALTNAME/.test(all) || /altnames/.test(all))
    return 'its certificate has another name; correct mail.host'
  if (/CERT_HAS_EXPIRED|has expired/.test(all)) return 'its certificate has expired'
  return response ?? error.message
}
