import type { Entity } from '#mock-m365'
import { type ObjectSettings, objectSettings } from '#reports'
import { publishedSite, standingAt } from '../expected.ts'
import { nameOf } from '../harness/entity-name.ts'
import { hasMended, invariant, type Moment } from '../harness/moment.ts'
import { isByOthers } from '../harness/script.ts'

/** Every setting that the product is to hold, and of what it makes nothing more. */
export const settingsAsProposed = invariant({
  name: 'settings as proposed',
  statement:
    'each object of the product is set in every property as it is proposed to be, from the call that makes it on, and again once a stage has mended it; the id of the tenant is the same in all of them',
  clauses: [
    'PI-17',
    'PI-18',
    'PI-19',
    'PI-20',
    'PI-21',
    'PI-22',
    'PI-23',
    'PI-25',
    'PI-26',
    'PI-27',
    'PI-28',
    'RU-05',
    'RU-11',
  ],
  atQuiet: true,
  check(moment) {
    const { world, changes, condition, step } = moment
    const made = isByOthers(step) ? [] : changes.filter(({ before, after }) => !before && after)
    const standing = standingAt(condition, world.directions)
    const isMended = hasMended(moment) && condition.startsWith('granted') && standing !== undefined
    if (made.length === 0 && !isMended) return undefined
    const all = objectSettings(publishedSite(world.script.site), companyIdIn(moment))
    const atOnce = made.flatMap(({ kind, after, call }) =>
      all
        .filter((one) => one.kind === kind && one.name === nameOf(after))
        .flatMap((one) => [...partsOf(one, after), ...settingsOf(asMade(one), after)])
        .map((breach) => `${call} has made it so that ${breach}`),
    )
    if (!isMended) return atOnce
    const now = all.flatMap((one) => {
      const [found] = world.tenant.list(one.kind).filter((entity) => nameOf(entity) === one.name)
      return found && standing[one.kind].includes(one.name) ? settingsOf(one, found) : []
    })
    return [...new Set([...atOnce, ...now])]
  },
})

/** The id as the first of the objects has it; each other one must have the same. */
function companyIdIn({ world: { tenant }, changes }: Moment): string {
  const made = changes.map(({ after }) => after).filter((one) => one !== undefined)
  const all = [...tenant.list('OutboundConnector'), ...tenant.list('TransportRule'), ...made]
  const ids = all
    .filter((one) => nameOf(one).startsWith('TMCAS Inline'))
    .flatMap(({ SmartHosts, SetHeaderValue, HeaderContainsWords }) =>
      [SmartHosts, SetHeaderValue, HeaderContainsWords].flat(),
    )
  return ids.map((id) => /^[0-9a-f]{32}(?=\.|$)/.exec(String(id))?.[0]).find(Boolean) ?? ''
}

/** Some offerings make connectors switched off, whatever is asked for. */
function asMade({ settings: { Enabled: _, ...settings }, ...one }: ObjectSettings): ObjectSettings {
  return { ...one, settings }
}

function partsOf({ name, parts = NONE }: ObjectSettings, made: Entity | undefined): string[] {
  return Object.entries(parts).flatMap(([list, wanted]) => {
    const found = Array.isArray(made?.[list]) ? made[list].map(partOf) : []
    const isSame = found.sort().join() === [...wanted].sort().join()
    return isSame ? [] : [`${list} of "${name}" are ${found.join(', ')}, not ${wanted.join(', ')}`]
  })
}

const NONE: Readonly<Record<string, readonly string[]>> = {}

/** `Microsoft.Exchange.MessagingPolicies.Rules.Tasks.FromScopePredicate` is `FromScope`. */
const partOf = (full: unknown): string =>
  String(full)
    .split('.')
    .at(-1)
    ?.replace(/(?:Predicate|Action)$/, '') ?? ''

const settingsOf = ({ name, settings }: ObjectSettings, found: Entity | undefined): string[] =>
  Object.entries(settings)
    .filter(([property, wanted]) => comparable(found?.[property]) !== comparable(wanted))
    .map(
      ([property, wanted]) =>
        `${property} of "${name}" is ${JSON.stringify(found?.[property])}, not ${JSON.stringify(wanted)}`,
    )

/** Lists without order, and what is empty as what is not there. */
const comparable = (value: unknown): string =>
  Array.isArray(value) ? value.map(String).sort().join('\n') : value == null ? '' : String(value)
