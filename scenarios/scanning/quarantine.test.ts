/** Mail that comes to a protected mailbox in API mode, played against the mock: verdicts, and an item’s life. */
import { describe, expect, test } from 'vitest'
import {
  acceptNotification,
  catchUp,
  endScanning,
  QUARANTINE_FOLDER,
  remove,
  restore,
  takeNotification,
} from '#cas-core/scanning'
import { BAD, FOLDER, GOOD, quarantined, send, statuses, subscribed } from './mail-world.ts'

describe('mail that comes', () => {
  test('is judged when Graph tells of it, and makes no folder while it is good', async () => {
    const world = await subscribed()
    world.receive(world.ada, GOOD)
    expect(await world.notified()).toEqual(['Pass'])
    expect(world.folders(world.ada)).toEqual([])
    expect(world.mail(world.ada)).toEqual(['Lunch in Inbox'])
  })

  test('is put aside in a hidden folder that its first bad message brings about, and the second uses', async () => {
    const world = await subscribed()
    world.receive(world.ada, BAD)
    world.receive(world.ada, { ...BAD, folder: 'junkemail' })
    expect(await world.notified()).toEqual(['Quarantine', 'Quarantine'])
    expect(QUARANTINE_FOLDER).toBe(FOLDER)
    expect(world.folders(world.ada)).toMatchObject([{ displayName: FOLDER, isHidden: true }])
    expect(world.mail(world.ada)).toEqual([`Invoice in ${FOLDER}`, `Invoice in ${FOLDER}`])
    expect(await statuses(world)).toEqual(['Quarantined', 'Quarantined'])
  })

  test('is found bad by its body and by its files, and deleted for good where the verdict is to delete', async () => {
    const world = await subscribed()
    const EICAR = ['EICAR-STANDARD', 'ANTIVIRUS-TEST-FILE'].join('-')
    const contentBytes = Buffer.from(`x ${EICAR}`).toString('base64')
    world.receive(world.ada, { ...GOOD, subject: 'Body', body: EICAR })
    world.receive(world.ada, { ...GOOD, subject: 'File', attachments: [{ name: 'a.txt', contentBytes }] })
    world.receive(world.ada, { ...GOOD, headers: [{ name: 'X-Scan-Test', value: 'delete' }] })
    expect(await world.notified()).toEqual(['Quarantine', 'Quarantine', 'Delete'])
    expect(world.mail(world.ada)).toEqual([`Body in ${FOLDER}`, `File in ${FOLDER}`])
  })

  test('is not read where nobody is protected', async () => {
    const world = await subscribed()
    world.receive(world.emmy, BAD)
    world.receive(world.ada, GOOD)
    await world.notified()
    await catchUp(world.scanning)
    await endScanning(world.scanning)
    expect(world.calls.filter((one) => one.includes(world.emmy))).toEqual([])
    expect(world.calls.some((one) => one.includes(world.ada))).toBe(true)
    expect(world.mail(world.emmy)).toEqual(['Invoice in Inbox'])
  })

  test('is looked at once, however often Graph tells of it, and never once it was restored', async () => {
    const { world, item } = await quarantined()
    const again = structuredClone(world.callouts.at(-1))
    const { marks, settings } = world.scanning.account
    const replayed = async () => {
      const { work } = acceptNotification(
        { marks, tenantId: settings.tenantId },
        { url: again?.url ?? '', body: again?.body ?? '' },
      )
      const outcomes: string[] = []
      for (const one of work) outcomes.push((await takeNotification(world.scanning, one)).outcome)
      return outcomes
    }
    world.restart()
    const before = world.tenant.position
    expect(await replayed()).toEqual(['known item'])
    expect(world.tenant.position).toBe(before)
    await restore(world.scanning, item.id)
    world.restart()
    expect(await replayed()).toEqual(['known item'])
    await world.notified()
    await catchUp(world.scanning)
    expect(world.mail(world.ada)).toEqual(['Invoice in Inbox'])
  })
})

describe('an item', () => {
  test.each(['inbox', 'junkemail'] as const)(
    'from %s goes back there when it is restored',
    async (folder) => {
      const { world, item, message } = await quarantined({ ...BAD, folder })
      expect(await restore(world.scanning, item.id)).toMatchObject({ status: 'RestoreSuccess' })
      const [back] = world.tenant.find('messages', 'mailbox', world.ada)
      expect([back?.key, back?.parentFolderId]).toEqual([message.key, message.parentFolderId])
      expect(await restore(world.scanning, item.id)).toBe('not in quarantine')
    },
  )

  test('goes to the inbox where its folder is gone', async () => {
    const world = await subscribed()
    const made = Object(
      await send(world, 'POST', `/users/${world.ada}/mailFolders`, { displayName: 'Bills' }),
    )
    const arrived = world.receive(world.ada, BAD)
    await send(world, 'POST', `/users/${world.ada}/messages/${arrived.id}/move`, { destinationId: made.id })
    await world.notified()
    const [item] = await world.store.quarantine.items({ limit: 1 })
    expect(item?.from).toBe(made.id)
    await send(world, 'POST', `/users/${world.ada}/mailFolders/${made.id}/permanentDelete`)
    expect(await restore(world.scanning, item?.id ?? '')).toMatchObject({ status: 'RestoreSuccess' })
    expect(world.mail(world.ada)).toEqual(['Invoice in Inbox'])
  })

  test('is gone for good when it is deleted', async () => {
    const { world, item } = await quarantined()
    expect(await remove(world.scanning, item.id)).toMatchObject({ status: 'DeleteSuccess' })
    expect(world.mail(world.ada)).toEqual([])
    expect(await remove(world.scanning, item.id)).toBe('not in quarantine')
    expect(await restore(world.scanning, 'none')).toBe('unknown item')
  })

  test('that its user has moved out is out of reach', async () => {
    const { world, item } = await quarantined()
    await send(world, 'POST', `/users/${world.ada}/messages/${item.messageId}/move`, {
      destinationId: 'archive',
    })
    expect(await remove(world.scanning, item.id)).toMatchObject({ status: 'DeleteFailure' })
    expect(await restore(world.scanning, item.id)).toMatchObject({ status: 'RestoreFailure' })
    expect(world.mail(world.ada)).toHaveLength(1)
  })

  test.each([
    ['deleted', 'DELETE', ''],
    ['purged', 'POST', '/permanentDelete'],
  ] as const)('finds a new folder where the user has %s the old one', async (_, method, action) => {
    const { world } = await quarantined()
    const [folder] = world.folders(world.ada)
    await send(world, method, `/users/${world.ada}/mailFolders/${folder?.id}${action}`)
    world.receive(world.ada, { ...BAD, subject: 'Second' })
    expect(await world.notified()).toEqual(['Quarantine'])
    const root = folder?.parentFolderId
    const standing = world.folders(world.ada).filter(({ parentFolderId }) => parentFolderId === root)
    expect(standing).toHaveLength(1)
    expect(standing[0]?.id).not.toBe(folder?.id)
    const second = world.tenant.find('messages', 'parentFolderId', String(standing[0]?.id))
    expect(second.map(({ subject }) => subject)).toEqual(['Second'])
  })

  test('stays where it is while people have a folder of the name', async () => {
    const world = await subscribed()
    await send(world, 'POST', `/users/${world.ada}/mailFolders`, { displayName: FOLDER })
    world.receive(world.ada, BAD)
    await world.notified()
    expect(world.mail(world.ada)).toEqual(['Invoice in Inbox'])
    expect(await statuses(world)).toEqual(['QuarantineFailure'])
    await endScanning(world.scanning)
    expect(world.folders(world.ada)).toHaveLength(1)
  })
})
