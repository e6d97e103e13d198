/** Every request to a mailbox gets an answer in Graph's form, and refusals write nothing. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVERY, mailWorld, SELF } from '../testing/mailbox.ts'

const made = mailWorld()
const message = made.receive('One', { attachments: [{ name: 'a', contentBytes: 'eA==' }] })
const immutable = made.ask('GET /messages', undefined, { prefer: 'IdType="ImmutableId"' })
const listed = Array.isArray(immutable.json.value) ? immutable.json.value : []
const folder = made.idOf(made.ask('POST /mailFolders', { displayName: 'Q', isHidden: true }))

const words = [
  ...['messages', 'mailFolders', 'childFolders', 'attachments', 'mailboxSettings', 'delta', 'move', 'copy'],
  ...['permanentDelete', '$value', '$count', 'inbox', 'deleteditems', 'clutter', 'msgfolderroot'],
  ...[
    String(message.id),
    String(listed[0]?.id),
    folder,
    `${folder}x`,
    '__proto__',
    'constructor',
    '%',
    '..',
    '',
  ],
]
const path = fc.array(
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...words) }, fc.string({ maxLength: 5 })),
  { maxLength: 6 },
)
const option = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      '$select',
      '$filter',
      '$orderby',
      '$top',
      '$skip',
      '$expand',
      '$skiptoken',
      '$deltatoken',
      'x',
    ),
    fc.oneof(
      fc.constantFrom(
        'subject',
        "subject eq 'One'",
        'isRead',
        'from/emailAddress/address',
        '1',
        '-1',
        '__proto__',
      ),
      fc.jsonValue({ maxDepth: 2 }).map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')),
      fc.string({ maxLength: 12 }),
    ),
  ),
  fc.tuple(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 })),
)
const query = fc
  .array(option, { maxLength: 3 })
  .map((options) => options.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'))
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    ...words,
    true,
    ['Red'],
    { flagStatus: 'flagged' },
    { content: 'x' },
    { emailAddress: { address: 'a' } },
  ),
)
const names = [
  'destinationId',
  'displayName',
  'isHidden',
  'isRead',
  'subject',
  'body',
  'flag',
  'categories',
  'from',
]
const properties = [
  ...names,
  'toRecipients',
  'attachments',
  'internetMessageHeaders',
  'contentBytes',
  'name',
  '__proto__',
]
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...properties), value, { maxKeys: 5 }).map((one) => JSON.stringify(one)),
  fc.string({ maxLength: 20 }),
)

test('every request is answered, and only successes write', () => {
  const { send, tenant } = made
  const method = fc.constantFrom('GET', 'GET', 'POST', 'PATCH', 'DELETE')
  fc.assert(
    fc.property(method, path, query, body, (verb, parts, options, sent) => {
      const before = tenant.position
      const heard = send(`${verb} /users/${SELF}/${parts.join('/')}?${options}`, EVERY, { body: sent })
      expect([200, 201, 204, 400, 403, 404, 405, 409, 410, 501]).toContain(heard.status)
      if (heard.status < 400) return
      expect(heard.json.error).toMatchObject({ code: expect.any(String), message: expect.any(String) })
      expect(tenant.position).toBe(before)
    }),
    { numRuns: 3000 },
  )
})
