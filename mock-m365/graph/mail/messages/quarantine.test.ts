/** What a quarantine app does with messages: moves, removes, marks, follows and reads them. */
import { describe, expect, test } from 'vitest'
import { MAIL, mailWorld } from '../../testing/mailbox.ts'
import { errorOf, type Heard, listOf } from '../../testing/world.ts'
import { deliver } from './deliver.ts'

describe('quarantine', () => {
  test('moves a message to a hidden folder under a new id and back, while its immutable id stays', () => {
    const { ask, idOf, receive } = mailWorld()
    const immutably = { prefer: 'IdType="ImmutableId"' }
    const { id } = receive('Bad')
    const [listed] = listOf(ask('GET /messages', undefined, immutably))
    const folder = idOf(ask('POST /mailFolders', { displayName: 'Quarantine', isHidden: true }))
    const moved = ask(`POST /messages/${id}/move`, { destinationId: folder })
    expect([moved.status, moved.json.parentFolderId, moved.json.subject]).toEqual([201, folder, 'Bad'])
    expect(moved.json.id).not.toBe(id)
    expect(errorOf(ask(`GET /messages/${id}`))).toBe('404 ErrorItemNotFound')
    const same = ask(`GET /messages/${listed?.id}`, undefined, immutably)
    expect([same.json.id, same.json.parentFolderId]).toEqual([listed?.id, folder])
    const back = ask(`POST /messages/${listed?.id}/move`, { destinationId: 'inbox' }, immutably)
    expect(back.json.id).toBe(listed?.id)
    expect(back.headers['Preference-Applied']).toBe('IdType="ImmutableId"')
    expect(listOf(ask('GET /mailFolders/inbox/messages'))).toHaveLength(1)
    expect(errorOf(ask(`POST /messages/${listed?.id}/move`, {}))).toBe('400 ErrorInvalidRequest')
    expect(errorOf(ask(`POST /messages/${listed?.id}/move`, { destinationId: 'x' }))).toBe(
      '400 ErrorInvalidIdMalformed',
    )
  })

  test('a deleted message is in Deleted Items, then recoverable, then gone; a purged one at once', () => {
    const { ask, receive, tenant } = mailWorld()
    const find = (folder: string) => listOf(ask(`GET /mailFolders/${folder}/messages`))[0]
    expect(ask(`DELETE /messages/${receive('Bad').id}`).status).toBe(204)
    expect(listOf(ask('GET /messages'))).toHaveLength(1)
    ask(`DELETE /messages/${find('deleteditems')?.id}`)
    expect(listOf(ask('GET /messages'))).toHaveLength(0)
    expect(find('recoverableitemsdeletions')?.subject).toBe('Bad')
    ask(`DELETE /messages/${find('recoverableitemsdeletions')?.id}`)
    expect(tenant.list('messages')).toEqual([])
    expect(ask(`POST /messages/${receive('Worse').id}/permanentDelete`, {}).status).toBe(204)
    expect(tenant.list('messages')).toEqual([])
  })

  test('a copy is another message', () => {
    const { ask, idOf, receive } = mailWorld()
    const { id } = receive('Evidence')
    const copy = ask(`POST /messages/${id}/copy`, { destinationId: 'archive' })
    expect(copy.status).toBe(201)
    expect(ask(`DELETE /messages/${idOf(copy)}`).status).toBe(204)
    expect(ask(`GET /messages/${id}`).json.subject).toBe('Evidence')
  })

  test('files come with the message and go with it', () => {
    const { ask, idOf, receive } = mailWorld()
    const contentBytes = Buffer.from('file').toString('base64')
    const { id } = receive('With file', {
      attachments: [{ name: 'a.txt', contentType: 'text/plain', contentBytes }],
    })
    const moved = ask(`POST /messages/${id}/move`, { destinationId: 'archive' })
    expect(moved.json.hasAttachments).toBe(true)
    const [file] = listOf(ask(`GET /messages/${idOf(moved)}/attachments`))
    expect(file).toMatchObject({
      '@odata.type': '#microsoft.graph.fileAttachment',
      name: 'a.txt',
      size: 4,
      contentBytes,
    })
    expect(ask(`GET /messages/${idOf(moved)}/attachments/${file?.id}/$value`).text).toBe('102,105,108,101')
    expect(ask(`GET /messages/${idOf(moved)}?$expand=attachments`).json.attachments).toHaveLength(1)
    const { id: other } = receive('Other', { attachments: [{ name: 'o', contentBytes }] })
    expect(errorOf(ask(`GET /messages/${other}/attachments/${file?.id}`))).toBe('404 ErrorItemNotFound')
    const added = ask(`POST /messages/${idOf(moved)}/attachments`, { name: 'b', contentBytes })
    expect([added.status, added.json.size]).toEqual([201, 4])
    expect(errorOf(ask(`POST /messages/${idOf(moved)}/attachments`, { name: 'c' }))).toBe(
      '400 ErrorInvalidRequest',
    )
  })

  test('the MIME text holds what was received, and no caller ends a header line', () => {
    const { ask, receive } = mailWorld()
    const headers = [
      { name: 'Received', value: 'from mx.example.com' },
      { name: 'X-Bad', value: 'a\r\nBcc: victim@contoso.com' },
    ]
    const { id } = receive('Grüße', { body: 'Hello', headers })
    const { text, headers: answered } = ask(`GET /messages/${id}/$value`)
    expect(answered['Content-Type']).toBe('text/plain')
    const [head = '', body] = text.split('\r\n\r\n')
    expect(head.split('\r\n')).toContain('Received: from mx.example.com')
    expect(head.split('\r\n').some((line) => line.startsWith('Bcc'))).toBe(false)
    expect(head).toContain('Subject: =?utf-8?B?R3LDvMOfZQ==?=')
    expect(Buffer.from(body ?? '', 'base64').toString()).toBe('Hello')
    const [shown] = listOf(ask('GET /messages?$select=internetMessageHeaders'))
    expect(shown?.internetMessageHeaders).toEqual(headers)
  })
})

describe('drafts and changes', () => {
  test('an answer belongs to the conversation of what it answers', () => {
    const { receive } = mailWorld()
    const [question, answer, other] = ['Plan', 'RE: plan', 'Plans'].map(
      (subject) => receive(subject).conversationId,
    )
    expect(answer).toBe(question)
    expect(other).not.toBe(question)
  })

  test('a draft is made in Drafts, changes wholly, and a received message only in its marks', () => {
    const { ask, idOf, receive } = mailWorld()
    const to = [{ emailAddress: { address: 'a@example.com' } }]
    const draft = ask('POST /messages', {
      subject: 'S',
      importance: 'Low',
      toRecipients: to,
      body: { content: 'x' },
    })
    expect(draft.status).toBe(201)
    expect(draft.json).toMatchObject({
      isDraft: true,
      importance: 'low',
      toRecipients: [{ emailAddress: { name: 'a@example.com', address: 'a@example.com' } }],
      parentFolderId: ask('GET /mailFolders/drafts').json.id,
    })
    const changed = ask(`PATCH /messages/${idOf(draft)}`, { subject: 'T' })
    expect([changed.status, changed.json.subject, changed.json.id]).toEqual([200, 'T', draft.json.id])
    expect(changed.json.changeKey).not.toBe(draft.json.changeKey)
    const { id } = receive('R')
    const marked = ask(`PATCH /messages/${id}`, {
      isRead: true,
      categories: ['Red'],
      flag: { flagStatus: 'Flagged' },
    })
    expect(marked.json).toMatchObject({ isRead: true, categories: ['Red'], flag: { flagStatus: 'flagged' } })
    expect(errorOf(ask(`PATCH /messages/${id}`, { subject: 'x' }))).toBe('400 ErrorInvalidPropertySet')
    expect(errorOf(ask(`PATCH /messages/${id}`, { createdDateTime: 'x' }))).toBe(
      '400 ErrorInvalidPropertySet',
    )
    for (const body of [{ nothing: 1 }, { isRead: 'yes' }, { categories: 'Red' }, { importance: 'urgent' }])
      expect(errorOf(ask(`PATCH /messages/${id}`, body))).toBe('400 RequestBodyRead')
  })

  test('a change that changes nothing leaves no entry', () => {
    const { ask, receive, tenant } = mailWorld()
    const { id } = receive('R')
    const before = tenant.position
    expect(ask(`PATCH /messages/${id}`, { isRead: false }).status).toBe(200)
    expect(tenant.position).toBe(before)
  })
})

describe('delta', () => {
  const linkIn = ({ json }: Heard, name: 'nextLink' | 'deltaLink') => String(json[`@odata.${name}`] ?? '')

  test('of a folder lists it page by page, then what came, changed and went', () => {
    const { ask, receive, send, idOf } = mailWorld()
    const [a, b, c] = ['A', 'B', 'C'].map((subject) => receive(subject))
    const first = ask('GET /mailFolders/inbox/messages/delta?$select=subject', undefined, {
      prefer: 'odata.maxpagesize=2',
    })
    expect(first.json['@odata.context']).toBe(
      'https://graph.microsoft.com/v1.0/$metadata#Collection(message)',
    )
    const second = send(`GET ${linkIn(first, 'nextLink')}`, MAIL)
    expect([...listOf(first), ...listOf(second)].map((one) => one.subject)).toEqual(['C', 'B', 'A'])
    expect(Object.keys(listOf(second)[0] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'subject'])
    ask(`PATCH /messages/${a?.id}`, { isRead: true })
    const moved = idOf(ask(`POST /messages/${b?.id}/move`, { destinationId: 'archive' }))
    ask(`DELETE /messages/${c?.id}`)
    const came = receive('D')
    const removed = (id: unknown) => ({
      '@odata.type': '#microsoft.graph.message',
      id,
      '@removed': { reason: 'deleted' },
    })
    const round = send(`GET ${linkIn(second, 'deltaLink')}`, MAIL)
    expect(listOf(round)).toEqual([
      expect.objectContaining({ id: a?.id, subject: 'A' }),
      removed(b?.id),
      removed(c?.id),
      expect.objectContaining({ id: came.id, subject: 'D' }),
    ])
    const quiet = send(`GET ${linkIn(round, 'deltaLink')}`, MAIL)
    expect(listOf(quiet)).toEqual([])
    expect(linkIn(quiet, 'deltaLink')).toContain('$deltatoken=')
    ask(`POST /messages/${moved}/move`, { destinationId: 'inbox' })
    expect(listOf(send(`GET ${linkIn(quiet, 'deltaLink')}`, MAIL)).map((one) => one.subject)).toEqual(['B'])
  })

  test('gives both ids of what left and came back, one where it never changes, and keeps its filter', () => {
    const { ask, receive, send, idOf } = mailWorld()
    const { id } = receive('A')
    receive('B')
    const immutably = { prefer: 'IdType="ImmutableId"' }
    const filter = "?$filter=subject eq 'A'"
    const regular = ask(`GET /mailFolders/inbox/messages/delta${filter}`)
    const immutable = ask('GET /mailFolders/inbox/messages/delta', undefined, immutably)
    expect(listOf(regular).map((one) => one.subject)).toEqual(['A'])
    const away = idOf(ask(`POST /messages/${id}/move`, { destinationId: 'archive' }))
    const back = idOf(ask(`POST /messages/${away}/move`, { destinationId: 'inbox' }))
    receive('C')
    const ids = (heard: Heard) => listOf(heard).map((one) => [one.id, one['@removed'] !== undefined])
    expect(ids(send(`GET ${linkIn(regular, 'deltaLink')}`, MAIL))).toEqual([
      [id, true],
      [back, false],
    ])
    const round = send(`GET ${linkIn(immutable, 'deltaLink')}`, MAIL, { headers: immutably })
    expect(listOf(round).map((one) => one.subject)).toEqual(['A', 'C'])
  })

  test('of folders tells of new ones and of changed counts', () => {
    const { ask, receive, send } = mailWorld()
    const first = ask('GET /mailFolders/delta?$top=100')
    expect(listOf(first).length).toBeGreaterThan(8)
    receive('A')
    ask('POST /mailFolders', { displayName: 'New' })
    const round = listOf(send(`GET ${linkIn(first, 'deltaLink')}`, MAIL))
    expect(round.map((one) => [one.displayName, one.totalItemCount])).toEqual([
      ['Inbox', 1],
      ['New', 0],
    ])
  })

  test('refuses what is no token of its own', () => {
    const { ask } = mailWorld()
    const link = linkIn(ask('GET /mailFolders/inbox/messages/delta'), 'deltaLink').split('$deltatoken=')[1]
    const of = (folder: string, token: string) =>
      errorOf(ask(`GET /mailFolders/${folder}/messages/delta?$deltatoken=${token}`))
    expect(of('drafts', String(link))).toBe('410 SyncStateNotFound')
    const forged = (token: unknown) => Buffer.from(JSON.stringify(token)).toString('base64url')
    for (const token of [
      'x',
      '',
      forged(null),
      forged({ to: -1 }),
      forged({ scope: 'x', to: 0, offset: 1.5, options: '' }),
    ])
      expect(of('inbox', token)).toBe('400 BadRequest')
  })
})

test('settings of a mailbox are read', () => {
  const heard = mailWorld().ask('GET /mailboxSettings')
  expect(heard.json).toMatchObject({ timeZone: 'UTC', userPurpose: 'user' })
  const one = (name: string) => mailWorld().ask(`GET /mailboxSettings/${name}`).json
  expect(one('userPurpose')).toEqual({
    '@odata.context': expect.stringMatching(/#users\('[^']+'\)\/mailboxSettings\/userPurpose$/),
    value: 'user',
  })
  expect(one('automaticRepliesSetting')).toMatchObject({ status: 'disabled', externalAudience: 'all' })
})

test('mail to nobody is delivered nowhere', () => {
  const { cloud, tenant } = mailWorld()
  const mail = { from: 'a@example.com', subject: 's', body: 'b' }
  for (const address of ['new@contoso.com', 'nobody@contoso.com'])
    expect(deliver(cloud, tenant, address, mail)).toBeUndefined()
  expect(tenant.position).toBe(0)
})
