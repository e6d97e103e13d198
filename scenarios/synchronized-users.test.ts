/** The screen `Synchronized User List`: view, add, delete and import, against a mock tenant. */
import { describe, expect, test } from 'vitest'
import { type ApiWorld, apiWorld, crowded } from './testing/api-mode.ts'

async function granted(world: ApiWorld, users: readonly string[]) {
  const service = world.service()
  await service.chooseTargets('selected')
  await world.consent(service)
  await service.selectTargets({ add: users.map(world.upnOf) })
  expect(await service.submit()).toMatchObject({ outcome: 'done' })
  return service
}

const namesIn = async (world: ApiWorld) =>
  (await world.directory().usersAfter('', 1_000)).map(({ displayName }) => displayName).sort()
const people = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `Person ${from + i}`)

test('is offered only while access is granted with selected users', async () => {
  const world = apiWorld()
  const service = world.service()
  const refused = { outcome: 'refused', code: 'list not offered' }
  expect(await service.viewSynchronizedUsers()).toMatchObject(refused)
  await service.chooseTargets('all')
  await world.consent(service)
  await service.submit()
  expect(await service.viewSynchronizedUsers()).toMatchObject(refused)
  expect(await service.addSynchronizedUsers({ add: [world.upnOf('Ada Lovelace')] })).toMatchObject(refused)
  expect(await service.deleteSynchronizedUsers([])).toMatchObject(refused)
  expect(await service.importSynchronizedUsers({ fileName: 'a.txt', text: '' })).toMatchObject(refused)
})

test('a user who is added is synchronized at once; one who is deleted is gone, and may be added again', async () => {
  const world = apiWorld()
  const service = await granted(world, ['Ada Lovelace'])
  const upn = world.upnOf('Emmy Noether')
  expect(await service.addSynchronizedUsers({ add: [upn, upn.toUpperCase()] })).toMatchObject({
    data: { added: 1, listed: 2 },
  })
  expect(await namesIn(world)).toEqual(['Ada Lovelace', 'Emmy Noether'])
  expect(await service.deleteSynchronizedUsers([upn, 'nobody@contoso.com'])).toMatchObject({
    outcome: 'refused',
    data: { names: ['nobody@contoso.com'] },
  })
  expect(await service.deleteSynchronizedUsers([upn])).toMatchObject({ data: { deleted: 1, listed: 1 } })
  expect(await namesIn(world)).toEqual(['Ada Lovelace'])
  expect(await world.directory().counts()).toMatchObject({ mailboxes: 1 })
  expect(await service.addSynchronizedUsers({ add: [upn] })).toMatchObject({ data: { added: 1 } })
  expect(await namesIn(world)).toEqual(['Ada Lovelace', 'Emmy Noether'])
})

test('a user who has left the tenant is shown as unavailable and stays until deleted', async () => {
  const world = apiWorld()
  const service = await granted(world, ['Ada Lovelace', 'Emmy Noether'])
  await world.person('admin').graph('DELETE', `/users/${world.upnOf('Ada Lovelace')}`)
  expect(await world.service().viewSynchronizedUsers()).toMatchObject({
    data: {
      users: [
        { displayName: 'Ada Lovelace', status: 'Unavailable' },
        { displayName: 'Emmy Noether', status: 'Synchronized' },
      ],
    },
  })
  const added = await service.addSynchronizedUsers({ add: [world.upnOf('Felix Bloch')] })
  expect(added.activities.join()).toContain('not found in the tenant, and unavailable: ')
  expect(await namesIn(world)).toContain('Ada Lovelace')
  const { users } = (await service.viewSynchronizedUsers()).data as { users: { id: string }[] }
  expect(await service.deleteSynchronizedUsers([users[0]?.id ?? ''])).toMatchObject({ outcome: 'done' })
  expect(await namesIn(world)).toEqual(['Emmy Noether', 'Felix Bloch'])
})

test('what a process that ended left undone is done by the next one', async () => {
  const world = apiWorld()
  const service = await granted(world, ['Ada Lovelace', 'Emmy Noether'])
  // the list was written down and the directory was not: as if the process had ended in between
  const [ada] = world.tenant.find('users', 'displayName', 'Ada Lovelace')
  await world.directory().apply({ goneUsers: [String(ada?.id)], goneMailboxes: [String(ada?.id)] })
  expect(await namesIn(world)).toEqual(['Emmy Noether'])
  await service.addSynchronizedUsers({ add: [] })
  expect(await namesIn(world)).toEqual(['Ada Lovelace', 'Emmy Noether'])
})

describe('import', () => {
  const upnsOf = (world: ApiWorld, names: readonly string[]) => names.map(world.upnOf)
  const file = (lines: readonly string[], end = '\n') => ({ fileName: 'users.txt', text: lines.join(end) })

  test('takes text files alone', async () => {
    const world = apiWorld()
    const service = await granted(world, ['Ada Lovelace'])
    const text = world.upnOf('Emmy Noether')
    for (const fileName of ['users.csv', 'users', 'users.txt.exe', 'txt'])
      expect(await service.importSynchronizedUsers({ fileName, text })).toMatchObject({
        outcome: 'refused',
        message: 'Only .txt files are supported.',
      })
    expect(await service.importSynchronizedUsers({ fileName: 'USERS.TXT', text })).toMatchObject({
      data: { added: 1, overwritten: 0, notFound: [] },
    })
  })

  test.each([
    ['UTF-8', (text: string) => new TextEncoder().encode(text)],
    ['UTF-8 with a mark', (text: string) => new TextEncoder().encode(`\ufeff${text}`)],
    ['UTF-16 with a mark', (text: string) => new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))],
    ['text with a mark', (text: string) => `\ufeff${text}`],
  ])('reads %s, all ends of lines, blank lines and blanks', async (_, encoded) => {
    const world = apiWorld()
    const service = await granted(world, ['Ada Lovelace'])
    const [emmy, felix, blaise] = upnsOf(world, ['Emmy Noether', 'Felix Bloch', 'Blaise Pascal'])
    const text = `\r\n  ${emmy}\t\r\n\r${felix}\n${blaise?.toUpperCase()}`
    const result = await service.importSynchronizedUsers({ fileName: 'users.txt', text: encoded(text) })
    expect(result).toMatchObject({ outcome: 'done', message: '3 users imported.' })
    expect(await namesIn(world)).toEqual(['Ada Lovelace', 'Blaise Pascal', 'Emmy Noether', 'Felix Bloch'])
  })

  test('bytes that are not text are refused', async () => {
    const world = apiWorld()
    const service = await granted(world, ['Ada Lovelace'])
    const text = new Uint8Array([0xc3, 0xa9, 0x0a, 0xff, 0x81, 0xfe])
    expect(await service.importSynchronizedUsers({ fileName: 'a.txt', text })).toMatchObject({
      outcome: 'refused',
      code: 'ill-formed',
    })
  })

  test('users on the list are written over and do not count; unknown ones are told', async () => {
    const world = apiWorld()
    const service = await granted(world, ['Ada Lovelace', 'Emmy Noether'])
    const upns = upnsOf(world, ['Ada Lovelace', 'Felix Bloch'])
    const result = await service.importSynchronizedUsers(
      file([...upns, ...upns, 'nobody@contoso.com', '# a comment', "o'neil@contoso.com"]),
    )
    expect(result).toMatchObject({
      data: {
        ...{ added: 1, overwritten: 1 },
        notFound: ['nobody@contoso.com', '# a comment', "o'neil@contoso.com"],
      },
      message: expect.stringContaining('3 user(s) could not be found.'),
    })
    expect(await service.viewTargets()).toMatchObject({ selected: 3 })
  })

  test('a hundred lines are accepted; one more, or a list that would grow above a hundred, changes nothing', async () => {
    const world = apiWorld(crowded(150))
    const service = await granted(world, ['Ada Lovelace'])
    const lines = upnsOf(world, people(1, 100))
    const before = world.calls()
    expect(await service.importSynchronizedUsers(file([...lines, 'more@contoso.com']))).toMatchObject({
      outcome: 'refused',
      message: 'The file contains more than 100 UPNs.',
    })
    expect(world.calls()).toBe(before)
    expect(await service.importSynchronizedUsers(file(lines))).toMatchObject({
      outcome: 'refused',
      code: 'too many users',
    })
    expect(await namesIn(world)).toEqual(['Ada Lovelace'])
    expect(await service.importSynchronizedUsers(file(lines.slice(0, 99)))).toMatchObject({ outcome: 'done' })
    expect(await namesIn(world)).toHaveLength(100)
    // the same again fits, because nobody is new
    expect(await service.importSynchronizedUsers(file(lines.slice(0, 99)))).toMatchObject({
      data: { added: 0, overwritten: 99 },
    })
    expect(await service.addSynchronizedUsers({ add: lines.slice(99) })).toMatchObject({
      code: 'too many users',
    })
    expect(await namesIn(world)).toHaveLength(100)
  })
})
