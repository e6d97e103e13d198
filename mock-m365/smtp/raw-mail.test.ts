import { describe, expect, test } from 'vitest'
import { REPORT_BOUNDARY } from '../exchange/mail-flow/journal/report.ts'
import { journalReport, messageOf, readMail, writeMail } from './raw-mail.ts'

const crlf = (...lines: string[]): Buffer => Buffer.from(lines.join('\r\n'))
const ENVELOPE = { from: 'a@b.example', to: ['c@d.example'] }

const MIXED = crlf(
  'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=',
  '  from far',
  'X-Raw:unspaced',
  'Content-Type: multipart/mixed; boundary=q',
  '',
  '--q',
  'Content-Type: text/html; charset=utf-8',
  '',
  '<p>Good <b>morning</b></p>',
  '--q',
  'Content-Type: text/csv; name=a.csv',
  'Content-Disposition: attachment; filename=a.csv',
  'Content-Transfer-Encoding: base64',
  '',
  'YSxi',
  '--q--',
  '',
)

describe('a message with a file', async () => {
  const mail = await readMail(MIXED)
  const message = messageOf(mail, ENVELOPE)

  test('is read as rules ask of it', () => {
    expect(message).toMatchObject({
      ...ENVELOPE,
      headers: [
        ['Subject', 'Grüße  from far'],
        ['X-Raw', 'unspaced'],
        ['Content-Type', 'multipart/mixed; boundary=q'],
      ],
      body: expect.stringContaining('Good morning'),
      size: MIXED.length,
      attachments: [{ name: 'a.csv', type: 'text/csv', size: 3 }],
    })
  })

  test('is written as it came, byte for byte', async () => {
    expect((await writeMail(message, mail)).toString()).toBe(MIXED.toString())
  })

  test('is attached as it came to a journal report', async () => {
    const report = {
      ...{ from: '', to: ['j@archive.example'], body: 'Sender: a@b.example', size: 1, attachments: [] },
      headers: [['Content-Type', `multipart/mixed; boundary="${REPORT_BOUNDARY}"`]] as const,
    }
    const raw = await writeMail(report, journalReport(report, mail))
    expect(raw.toString()).toContain(`message/rfc822\r\n\r\n${MIXED}`)
    expect((await readMail(raw)).text).toMatch(/^Sender: a@b\.example\s+-+\s+Subject: Grüße.*Good morning/s)
  })

  test('keeps all other bytes where headers are added, changed and taken away', async () => {
    const [subject, , type] = message.headers
    if (!subject || !type) throw new Error('unread')
    const headers = [
      ['Received', `from x; ${'word '.repeat(400)}`],
      ['X-Note', 'a\r\nBcc: é'],
      subject,
      type,
    ] as const
    const written = (await writeMail({ ...message, headers }, mail)).toString()
    expect(written).toContain('\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n  from far\r\n')
    expect(written).not.toMatch(/^(?:Bcc|X-Raw)/m)
    expect(Math.max(...written.split('\r\n').map((line) => line.length))).toBeLessThan(998)
    const again = await readMail(Buffer.from(written))
    expect(again.headers).toEqual(headers.map(([name, value]) => [name, value.replace('\r\n', ' ').trim()]))
    expect(written.slice(written.indexOf('--q'))).toBe(MIXED.toString().slice(MIXED.indexOf('--q')))
  })

  test('keeps its files under a disclaimer, which stands in the HTML too', async () => {
    const written = await writeMail({ ...message, body: `${message.body}\nOnly for you` }, mail)
    const again = await readMail(written)
    expect(again.html).toMatch(/<b>morning<\/b>[\s\S]*Only for you/)
    expect(messageOf(again, ENVELOPE)).toMatchObject({
      body: expect.stringMatching(/Good morning\s+Only for you/),
      attachments: message.attachments,
    })
    expect(again.headers.filter(([name]) => name === 'Content-Type')).toHaveLength(1)
  })
})

const ODD: readonly [what: string, raw: Buffer, headers: number, body: string][] = [
  ['nothing', Buffer.alloc(0), 0, ''],
  ['no headers', crlf('', 'text'), 0, 'text'],
  ['no body', crlf('Subject: x'), 1, ''],
  ['bare line feeds', Buffer.from('Subject: x\n\ntext'), 1, 'text'],
  [
    'lines that are no headers',
    crlf('From someone', ': x', '__proto__: y', 'Subject: x', '', 'text'),
    2,
    'text',
  ],
  ['no text at all', Buffer.from([0xff, 0x00, 0x0d, 0x0a, 0x0d, 0x0a, 0xfe]), 0, '\ufffd'],
  ['a broken encoded word', crlf('Subject: =?utf-8?B?%%%?= =?x', '', 'text'), 1, 'text'],
]
test.each(ODD)('%s is read without complaint', async (_, raw, headers, body) => {
  const mail = await readMail(raw)
  expect(mail.headers).toHaveLength(headers)
  expect(mail.text.trim()).toBe(body)
})

test('headers without end and parts without bottom are refused', async () => {
  await expect(readMail(crlf(`X: ${'y'.repeat(300_000)}`, '', 'text'))).rejects.toMatchObject({
    responseCode: 552,
  })
  const deep = Array.from({ length: 100 }, (_, i) => [
    `Content-Type: multipart/mixed; boundary=b${i}`,
    '',
    `--b${i}`,
  ])
  await expect(readMail(crlf(...deep.flat(), ''))).rejects.toMatchObject({ responseCode: 554 })
})
