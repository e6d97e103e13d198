/** Mail that Graph sends: taken at once, carried through the mail flow, and in the message trace. */
import { expect, test } from 'vitest'
import { errorOf, idFor, listOf, messageOf, type World, world } from '../../testing/world.ts'

const SEND = ['Mail.Send']
const READ = ['Mail.Read']
const licensed = (n: number, name: string) => ({
  id: idFor('u', n),
  displayName: name,
  userPrincipalName: `${name}@contoso.com`,
  mail: `${name}@contoso.com`,
  proxyAddresses: [`SMTP:${name}@contoso.com`],
  userType: 'Member',
  accountEnabled: true,
})
const people = () => world({ users: [licensed(1, 'ann'), licensed(2, 'bob')] })
const [ANN, BOB] = [idFor('u', 1), idFor('u', 2)]

const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }))
const letter = (more = {}) => ({
  subject: 'Hello',
  body: { contentType: 'Text', content: 'A letter' },
  toRecipients: to('bob@contoso.com'),
  ...more,
})
const sendMail = (w: World, body: object, user = ANN) =>
  w.send(`POST /users/${user}/sendMail`, SEND, { body })
const inFolder = (w: World, user: string, folder: string) =>
  listOf(w.send(`GET /users/${user}/mailFolders/${folder}/messages`, READ))

test('a message is taken, lies among the sent items, and comes to its recipient when mail moves', async () => {
  const w = people()
  const sent = sendMail(w, { message: letter() })
  expect([sent.status, sent.text]).toEqual([202, ''])
  expect(inFolder(w, ANN, 'sentitems')).toMatchObject([{ subject: 'Hello', isDraft: false }])
  expect(inFolder(w, BOB, 'inbox')).toEqual([])
  expect(await w.cloud.deliverMail()).toBe(1)
  expect(inFolder(w, BOB, 'inbox')).toMatchObject([
    { subject: 'Hello', bodyPreview: 'A letter', from: { emailAddress: { address: 'ann@contoso.com' } } },
  ])
  expect(await w.cloud.deliverMail()).toBe(0)
  expect(w.tenant.list('MessageTrace')).toMatchObject([
    { SenderAddress: 'ann@contoso.com', RecipientAddress: 'bob@contoso.com', Status: 'Delivered' },
  ])
})

test('nothing is saved where the caller says so, and names of parameters have any case', async () => {
  const w = people()
  expect(sendMail(w, { Message: letter(), SaveToSentItems: false }).status).toBe(202)
  expect(inFolder(w, ANN, 'sentitems')).toEqual([])
  expect(await w.cloud.deliverMail()).toBe(1)
})

test('a draft that is sent is one no longer', async () => {
  const w = people()
  const { json } = w.send(`POST /users/${ANN}/messages`, ['Mail.ReadWrite'], { body: letter() })
  const path = `POST /users/${ANN}/messages/${json.id}/send`
  expect(w.send(path, SEND).status).toBe(202)
  expect(inFolder(w, ANN, 'drafts')).toEqual([])
  const [sent] = inFolder(w, ANN, 'sentitems')
  expect(sent?.isDraft).toBe(false)
  expect(await w.cloud.deliverMail()).toBe(1)
  expect(errorOf(w.send(`POST /users/${ANN}/messages/${sent?.id}/send`, SEND))).toBe(
    '400 ErrorInvalidRequest',
  )
})

test('the sender hears of an address that nobody has', async () => {
  const w = people()
  sendMail(w, { message: letter({ toRecipients: to('nobody@contoso.com') }) })
  await w.cloud.deliverMail()
  expect(inFolder(w, ANN, 'inbox')).toMatchObject([{ subject: 'Undeliverable: Hello' }])
})

test.each([
  ['nobody is named', letter({ toRecipients: [] }), '400 ErrorInvalidRecipients'],
  ['somebody else sends', letter({ from: to('bob@contoso.com')[0] }), '403 ErrorSendAsDenied'],
  ['there is no message', undefined, '400 ErrorInvalidRequest'],
  ['the message is text', 'Hello', '400 RequestBodyRead'],
])('it is refused where %s, and nothing is sent or kept', async (_, message, error) => {
  const w = people()
  expect(errorOf(sendMail(w, { message }))).toBe(error)
  expect([await w.cloud.deliverMail(), inFolder(w, ANN, 'sentitems')]).toEqual([0, []])
})

test('it takes the permission to send, and no other', () => {
  const w = people()
  const refused = w.send(`POST /users/${ANN}/sendMail`, ['Mail.ReadWrite'], { body: { message: letter() } })
  expect([errorOf(refused), messageOf(refused)]).toEqual([
    '403 ErrorAccessDenied',
    'Access is denied. Check credentials and try again.',
  ])
})
