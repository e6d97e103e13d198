/** Search folders: they contain nothing, and show what their search finds. */
import { describe, expect, test } from 'vitest'
import { mailWorld, OTHER } from '../../testing/mailbox.ts'
import { errorOf, listOf } from '../../testing/world.ts'
import { outlookId } from '../outlook-ids.ts'

const search = (more: object = {}) => ({
  '@odata.type': 'microsoft.graph.mailSearchFolder',
  displayName: 'Digests',
  includeNestedFolders: true,
  sourceFolderIds: ['inbox'],
  filterQuery: "contains(subject, 'digest')",
  ...more,
})

describe('a search folder', () => {
  test('shows the messages of its sources that its filter lets through, and follows them', () => {
    const { ask, receive, idOf } = mailWorld()
    receive('Weekly digest')
    receive('Something else')
    const made = ask('POST /mailFolders/inbox/childFolders', search())
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      '@odata.type': '#microsoft.graph.mailSearchFolder',
      isSupported: true,
      totalItemCount: 1,
      unreadItemCount: 1,
    })
    const found = () => listOf(ask(`GET /mailFolders/${idOf(made)}/messages`)).map(({ subject }) => subject)
    expect(found()).toEqual(['Weekly digest'])
    receive('Daily digest')
    expect(found()).toHaveLength(2)
    const inbox = ask('GET /mailFolders/inbox')
    expect(inbox.json).toMatchObject({ totalItemCount: 3 })
    expect(inbox.json).not.toHaveProperty('@odata.type')
    ask(`PATCH /mailFolders/${idOf(made)}`, { filterQuery: "subject eq 'Something else'" })
    expect(found()).toEqual(['Something else'])
    expect(ask(`DELETE /mailFolders/${idOf(made)}`).status).toBe(204)
    expect(ask('GET /mailFolders/inbox').json).toMatchObject({ totalItemCount: 3 })
  })

  test('looks into folders below its sources where it says so', () => {
    const { ask, receive, idOf } = mailWorld()
    const below = ask('POST /mailFolders/inbox/childFolders', { displayName: 'Below' })
    ask(`POST /messages/${receive('digest').id}/move`, { destinationId: idOf(below) })
    const count = (includeNestedFolders: boolean) =>
      ask(
        'POST /mailFolders/inbox/childFolders',
        search({ includeNestedFolders, displayName: `${includeNestedFolders}` }),
      ).json.totalItemCount
    expect([count(true), count(false)]).toEqual([1, 0])
  })

  test.each([
    ['no sources', { sourceFolderIds: undefined }, '400 ErrorInvalidRequest'],
    ['empty sources', { sourceFolderIds: [] }, '400 RequestBodyRead'],
    ['a source that is no id', { sourceFolderIds: ['x y'] }, '400 ErrorInvalidIdMalformed'],
    [
      'a source elsewhere',
      { sourceFolderIds: [outlookId('folder', OTHER, 'x')] },
      '404 ErrorInvalidMailboxItemId',
    ],
    ['no filter', { filterQuery: undefined }, '400 ErrorInvalidRequest'],
    ['a filter that is none', { filterQuery: 'contains(' }, '400 BadRequest'],
    ['a filter of what is not there', { filterQuery: "shoeSize eq 'x'" }, '400 RequestBroker--ParseUri'],
    ['another’s property', { isSupported: false }, '400 ErrorInvalidPropertySet'],
  ])('%s is refused', (_, more, error) => {
    const { ask } = mailWorld()
    expect(errorOf(ask('POST /mailFolders/inbox/childFolders', search(more)))).toBe(error)
  })

  test('a plain folder takes no search', () => {
    const { ask } = mailWorld()
    const body = { displayName: 'Plain', filterQuery: "subject eq 'x'" }
    expect(errorOf(ask('POST /mailFolders/inbox/childFolders', body))).toBe('400 RequestBodyRead')
  })
})
