/** `$expand` on messages, and what `$select` may name. */
import { expect, test } from 'vitest'
import { HOME, MAIL, mailWorld } from '../../testing/mailbox.ts'
import { errorOf, listOf, messageOf } from '../../testing/world.ts'

const file = (name: string) => ({
  '@odata.type': '#microsoft.graph.fileAttachment',
  name,
  contentType: 'text/plain',
  contentBytes: 'YWI=',
})
const COLOUR = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Colour'

test('files come whole, or as far as they are selected', () => {
  const { ask, idOf } = mailWorld()
  const one = `/messages/${idOf(ask('POST /messages', { subject: 'x', attachments: [file('a.txt')] }))}`
  const [whole] = listOf({
    ...ask(`GET ${one}`),
    json: { value: ask(`GET ${one}?$expand=attachments`).json.attachments },
  })
  expect(whole).toMatchObject({ name: 'a.txt', contentBytes: 'YWI=' })
  const chosen = ask(`GET ${one}?$select=subject&$expand=attachments($select=name,size)`).json.attachments
  expect(chosen).toEqual([
    { '@odata.type': '#microsoft.graph.fileAttachment', id: whole?.id, name: 'a.txt', size: 2 },
  ])
  const cast = ask(`GET ${one}?$expand=attachments($select=microsoft.graph.fileAttachment/contentBytes)`)
  expect(cast.json.attachments).toMatchObject([{ contentBytes: 'YWI=' }])
})

test('what files alone have is not selected without a cast', () => {
  const { ask, receive } = mailWorld()
  const refused = [
    ask('GET /messages?$expand=attachments($select=contentBytes)'),
    ask(`GET /messages/${receive('x').id}/attachments?$select=contentBytes`),
  ]
  for (const heard of refused)
    expect([errorOf(heard), messageOf(heard)]).toEqual([
      '400 RequestBroker--ParseUri',
      "Parsing OData Select and Expand failed: Could not find a property named 'contentBytes' on type 'microsoft.graph.attachment'.",
    ])
})

test('a file is removed', () => {
  const { ask, idOf } = mailWorld()
  const one = `/messages/${idOf(ask('POST /messages', { subject: 'x', attachments: [file('a.txt'), file('b.txt')] }))}`
  const [first] = listOf(ask(`GET ${one}/attachments`))
  expect(ask(`DELETE ${one}/attachments/${first?.id}`).status).toBe(204)
  expect(listOf(ask(`GET ${one}/attachments`)).map(({ name }) => name)).toEqual(['b.txt'])
})

test('extended properties are kept, expanded by id, found by filters and changed one by one', () => {
  const { ask, idOf } = mailWorld()
  const made = ask('POST /messages', {
    subject: 'x',
    singleValueExtendedProperties: [{ id: COLOUR, value: 'Green' }],
  })
  expect(made.json).not.toHaveProperty('singleValueExtendedProperties')
  const one = `/messages/${idOf(made)}`
  const expanded = (ids: string) =>
    ask(`GET ${one}?$expand=singleValueExtendedProperties($filter=${ids})`).json.singleValueExtendedProperties
  expect(expanded(`id eq '${COLOUR}' or id eq 'Integer 0x0E08'`)).toEqual([
    { id: COLOUR, value: 'Green' },
    { id: 'Integer 0x0E08', value: '0' },
  ])
  expect(expanded("id eq 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Other'")).toBeUndefined()
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${COLOUR}' and ep/value eq 'Green')`
  expect(listOf(ask(`GET /messages?$filter=${filter}`)).map(({ id }) => id)).toEqual([idOf(made)])
  ask(`PATCH ${one}`, { singleValueExtendedProperties: [{ id: COLOUR, value: 'Red' }] })
  expect(expanded(`id eq '${COLOUR}'`)).toEqual([{ id: COLOUR, value: 'Red' }])
})

test('the headers that Exchange keeps are read by their tag', () => {
  const { ask, receive } = mailWorld()
  const { id } = receive('x', { headers: [{ name: 'X-Spam', value: 'no' }] })
  const heard = ask(
    `GET /messages/${id}?$expand=singleValueExtendedProperties($filter=id eq 'String 0x007D')`,
  )
  expect(heard.json.singleValueExtendedProperties).toEqual([
    { id: 'String 0x007D', value: expect.stringContaining('X-Spam: no') },
  ])
})

test.each([
  ["GET /messages?$expand=attachments,singleValueExtendedProperties($filter=id eq 'x')", '200'],
  ['GET /messages?$expand=microsoft.graph.eventMessage/event', '501 NotImplemented'],
  ['GET /messages?$expand=microsoft.graph.eventMessage/nothing', '400 RequestBroker--ParseUri'],
  ['GET /messages?$expand=microsoft.graph.itemAttachment/item', '400 RequestBroker--ParseUri'],
  ["GET /messages?$expand=multiValueExtendedProperties($filter=id eq 'x')", '501 NotImplemented'],
  ['GET /messages?$expand=attachments($top=1)', '501 NotImplemented'],
  ['GET /messages?$expand=singleValueExtendedProperties', '400 RequestBroker--ParseUri'],
  ['GET /messages?$expand=extensions', '400 ErrorGraphExtensionExpandRequiresFilter'],
  ['GET /messages?$expand=nosuch', '400 RequestBroker--ParseUri'],
  ['GET /messages?$select=nosuch', '400 RequestBroker--ParseUri'],
  ['GET /mailFolders?$select=wellKnownName', '400 RequestBroker--ParseUri'],
])('%s is answered %s', (line, answer) => {
  expect(errorOf(mailWorld().ask(line))).toBe(answer)
})

test.each([
  [[{ id: 'nonsense', value: 'x' }], '400 RequestBodyRead'],
  [[{ value: 'x' }], '400 ErrorInvalidRequest'],
  ['x', '400 RequestBodyRead'],
])('the extended properties %j are refused', (singleValueExtendedProperties, error) => {
  expect(errorOf(mailWorld().ask('POST /messages', { singleValueExtendedProperties }))).toBe(error)
})

test('whoever sees envelopes alone gets nothing along', () => {
  const { send } = mailWorld()
  const line = `GET ${HOME}/messages?$expand=singleValueExtendedProperties($filter=id eq 'x')`
  expect(errorOf(send(line, ['Mail.ReadBasic']))).toBe('403 ErrorAccessDenied')
  expect(errorOf(send(line, MAIL))).toBe('200')
})

test('extensions of a message are not listed', () => {
  const { ask, receive } = mailWorld()
  expect(errorOf(ask(`GET /messages/${receive('x').id}/extensions`))).toBe('400 ErrorInvalidRequest')
})
