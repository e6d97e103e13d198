/** The contract of every noun, shown on its sample in `testing/samples.ts`. */
import { describe, expect, test } from 'vitest'
import type { Entity } from '../../base.ts'
import type { Cmdlet } from '../noun.ts'
import { type People, people } from '../testing/people.ts'
import { SAMPLES, type Sample } from '../testing/samples.ts'
import { errorText, type Reply, world } from '../testing/world.ts'
import { NOUNS } from './index.ts'

const NOT_FOUND =
  /^Ex6F9304\|Microsoft\.Exchange\.Configuration\.Tasks\.ManagementObjectNotFoundException\|The operation couldn't be performed because object 'nothing' couldn't be found on '/
const UNRESOLVED = 'Parameter set cannot be resolved using the specified named parameters.'

test('each noun has a sample, and no sample is of nothing', () => {
  const names = NOUNS.map(({ name }) => name)
  const without = names.filter((name) => !Object.hasOwn(SAMPLES, name))
  expect(without, 'nouns to which testing/samples.ts gives no sample').toEqual([])
  expect(Object.keys(SAMPLES).filter((name) => !names.includes(name))).toEqual([])
})

/** A world in which the sample can be made. */
function ready(sample: Sample): People {
  const w = people()
  for (const [cmdlet, parameters] of sample.before ?? []) ok(w.asUser(cmdlet, parameters))
  return w
}

function ok(reply: Reply): readonly Entity[] {
  expect(reply.status, reply.text).toBe(200)
  return reply.json.value
}

const guidsOf = (rows: readonly Entity[]) => new Set(rows.map(idOf))
const idOf = ({ Guid, Identity }: Entity): unknown => Guid ?? Identity
/** Names of the sample, and the words that all of them share. */
const nowhere = (named: Entity): Entity =>
  Object.fromEntries(
    Object.entries(named).map(([name, value]) => [
      name,
      name === 'Ids' ? ['nothing'] : name === 'Identity' && named.Ids === undefined ? 'nothing' : value,
    ]),
  )

describe.each(NOUNS.map((noun) => [noun.name, noun.cmdlets] as const))('%s', (noun, cmdlets) => {
  const sample = SAMPLES[noun] ?? {}
  const { create, change, named, renamedBy, get = {} } = sample
  const has = (verb: string) => cmdlets.find(({ name }) => name === `${verb}-${noun}`)
  const rows = (w: People) => ok(w.asUser(`Get-${noun}`, get))
  /** The sample's object, made now or present from the beginning. */
  const first = (w: People): Entity => {
    const before = guidsOf(rows(w))
    if (!create) return ok(w.asUser(`Get-${noun}`, { ...get, ...named?.({}) }))[0] ?? {}
    ok(w.asUser(`New-${noun}`, create))
    return rows(w).find((row) => !before.has(idOf(row))) ?? {}
  }
  const again = (w: People, object: Entity) => rows(w).find((row) => idOf(row) === idOf(object))

  test('its sample says what its cmdlets need', () => {
    const says = (part: unknown) => (part === undefined ? 'absent' : 'given')
    const isRenamable =
      create !== undefined && !sample.notRenamedBecause && has('Set')?.table.byName.has('Name') === true
    expect(
      { create: says(create), change: says(change), renamedBy: says(renamedBy) },
      'what the sample in testing/samples.ts gives of what the cmdlets New-, Set- and Set- -Name need',
    ).toEqual({
      create: says(has('New')),
      change: says(has('Set')),
      renamedBy: says(isRenamable || undefined),
    })
    if (sample.retired) {
      expect(errorText(ready(sample).asUser(`Get-${noun}`, get))).toMatch(sample.retired)
      return
    }
    const isShown = rows(ready(sample)).length > 0
    if (!create)
      expect(isShown || sample.emptyBecause !== undefined, 'an object, or why there is none').toBe(true)
  })

  test.each(cmdlets.map((cmdlet) => [cmdlet.name, cmdlet] as const))(
    '%s refuses what it does not know, and values that are none',
    (name, cmdlet) => {
      const w = ready(sample)
      const before = w.tenant.position
      const unknown = w.asUser(name, { Colour: 'red' })
      expect([unknown.status, errorText(unknown)]).toEqual([
        400,
        `${UNRESOLVED} Invalid cmdlet parameters specified. Colour`,
      ])
      expect(unknown.headers['x-ExceptionType']).toBe('AmbiguousParameterSetException')
      for (const { name: parameter } of cmdlet.table.mandatory)
        expect(w.asUser(name, { [parameter]: null }).status, parameter).toBe(400)
      const enumeration = oneEnumeration(cmdlet)
      if (enumeration) {
        const bad = w.asUser(name, { [enumeration]: 'Maybe' })
        expect(errorText(bad)).toMatch(/Unable to match the identifier name Maybe to a valid enumerator name/)
      }
      expect(w.tenant.position).toBe(before)
    },
  )

  const reads = has('Get')
  if (reads?.table.byName.has('Identity') && !sample.emptyBecause)
    test('Get- finds an object by its name, by a star, and nothing by another name', () => {
      const w = ready(sample)
      const object = create ? first(w) : (rows(w)[0] ?? {})
      const unknown = w.asUser(`Get-${noun}`, { ...get, Identity: 'nothing' })
      expect([unknown.status, unknown.headers['x-ExceptionType']]).toEqual([
        404,
        'ManagementObjectNotFoundException',
      ])
      if (!reads.table.byName.get('Identity')?.mandatory && typeof object.Name === 'string') {
        const asked = (Identity: string) => ok(w.asUser(`Get-${noun}`, { ...get, Identity })).map(idOf)
        expect(asked(object.Name)).toEqual([idOf(object)])
        const [initial, final] = [object.Name.slice(0, 3), object.Name.slice(-3)]
        for (const pattern of [`${initial}*`, `*${final.toUpperCase()}`, `*${object.Name.slice(1, -1)}*`])
          expect(asked(pattern), pattern).toContain(idOf(object))
        expect(w.asUser(`Get-${noun}`, { ...get, Identity: 'nothing*' }).status).toBe(404)
      }
    })

  if (create)
    test('New- makes one of a name, under any spelling of its parameters, and nothing where only asked', () => {
      const w = ready(sample)
      const folded = Object.fromEntries(
        Object.entries(create).map(([name, value]) => [name.toLowerCase(), value]),
      )
      const before = w.tenant.position
      expect(ok(w.asUser(`NEW-${noun}`, { ...folded, WhatIf: true, ErrorAction: 'Stop' }))).toEqual([])
      const asked = w.asUser(`New-${noun}`, { ...create, Confirm: true })
      expect(asked.json['@adminapi.confirmationmessage']).toContain(`New-${noun}`)
      expect(errorText(w.asUser(`New-${noun}`, { ...create, confirm: false, Confirm: false }))).toBe(
        UNRESOLVED,
      )
      expect(w.tenant.position).toBe(before)
      const made = ok(w.asUser(`new-${noun.toLowerCase()}`, { ...folded, Confirm: false, Verbose: false }))
      expect(rows(w).map(idOf)).toEqual(expect.arrayContaining(made.map(idOf)))
      const log = w.tenant.changesSince(before)
      expect(new Set(log.map(({ call }) => call))).toEqual(new Set([`New-${noun}`]))
      const after = w.tenant.position
      const twin = w.asUser(`New-${noun}`, create)
      expect(twin.status, `a second one of that name is refused: the noun's \`exists\` says how`).toBe(400)
      expect(errorText(twin)).toMatch(/already|exists|in use/)
      expect(w.tenant.position).toBe(after)
    })

  if (change)
    test('Set- changes what it names, says when nothing changes, and finds nothing elsewhere', () => {
      const w = ready(sample)
      const object = first(w)
      const before = w.tenant.position
      const name = named?.(object) ?? {}
      expect(ok(w.asUser(`Set-${noun}`, { ...name, ...change, WhatIf: true }))).toEqual([])
      expect(w.tenant.position).toBe(before)
      ok(w.asUser(`Set-${noun}`, { ...name, ...change }))
      const now = again(w, object)
      expect(now).toMatchObject(change)
      expect(Object.keys(now ?? {})).toEqual(Object.keys(object))
      const after = w.tenant.position
      expect(after).toBeGreaterThan(before)
      const silent = w.asUser(`Set-${noun}`, { ...name, ...change })
      if (!sample.touchesBecause) {
        expect(silent.json['@adminapi.warnings'][0]).toMatch(/no settings of '.+' have been modified/)
        expect(w.tenant.position).toBe(after)
      }
      if (Object.keys(name).length === 0) return
      const elsewhere = w.asUser(`Set-${noun}`, { ...nowhere(name), ...change })
      expect([elsewhere.status, elsewhere.json.error.details?.[0]?.message]).toEqual([
        404,
        expect.stringMatching(NOT_FOUND),
      ])
    })

  if (renamedBy)
    test('a rename is followed: the new name finds it, the old one does not', () => {
      const w = ready(sample)
      const object = first(w)
      ok(w.asUser(`Set-${noun}`, { ...named?.(object), [renamedBy]: 'Another name' }))
      const [found = {}] = ok(w.asUser(`Get-${noun}`, { ...get, Identity: 'Another name' }))
      expect([idOf(found), found.Name]).toEqual([idOf(object), 'Another name'])
      expect(w.asUser(`Get-${noun}`, { ...get, ...named?.(object) }).status).toBe(404)
    })

  if (has('Remove') && create)
    test('Remove- removes it, and a second time finds nothing', () => {
      const w = ready(sample)
      const object = first(w)
      const name = named?.(object) ?? {}
      ok(w.asUser(`Remove-${noun}`, name))
      expect(again(w, object)).toBeUndefined()
      expect(w.asUser(`Remove-${noun}`, name).status).toBe(404)
    })

  const gated = has('New')?.needsCustomization
  if (gated && create && !sample.before)
    test('a dehydrated organization refuses it until it is customized', () => {
      const { send } = world({ dehydrated: true })
      const early = send(`New-${noun}`, create)
      expect([early.status, errorText(early)]).toEqual([
        400,
        expect.stringContaining('you first need to run the command: Enable-OrganizationCustomization.'),
      ])
      ok(send('Enable-OrganizationCustomization'))
      expect(errorText(send('Enable-OrganizationCustomization'))).toMatch(/already enabled for customization/)
      ok(send(`New-${noun}`, create))
    })
})

/** A parameter of one word out of several. */
function oneEnumeration({ table }: Cmdlet): string | undefined {
  for (const { name, type, values } of new Set(table.byName.values()))
    if (type === 'Enum' && values) return name
  return undefined
}
