import { OPERATIONS } from '#cas-core'
import { jsonSchemas, type Shape, sampleOf } from '#input'
import { GENERATIONS, type Generation } from '#reports'
import { type Ask, type Console, consoleOf, VENDOR } from './console.ts'
import { trial } from './trial.ts'

interface Asked {
  readonly name: string
  /** Input that the operation takes. */
  readonly sample: object
  readonly namesOrganization: boolean
  readonly namesService: boolean
}

export const whatIsNotThere = trial<(ask: Ask) => Ask>({
  name: 'what is not there',
  statement:
    'an operation that names an organization which is not there, or a service before there is a licence, is refused by that reason, whatever else it says; before a first consent every operation has an answer; nothing has changed then, in the tenant and at the console',
  clauses: ['PI-53'],
  right: (ask) => ask,
  wrong: {
    'takes the first organization': (ask) => (operation, input, user) => {
      const { organization: _, ...rest } = (input ?? {}) as { organization?: string }
      return ask(operation, rest, user)
    },
    'has a licence by itself': (ask) => {
      let licence: Promise<unknown> | undefined
      return async (operation, input, user) => {
        licence ??= ask('setLicence', { site: 'EU' }, VENDOR)
        await licence
        return ask(operation, input, user)
      }
    },
    'breaks before the first consent': (ask) => async (operation, input, user) => {
      const answer = await ask(operation, input, user)
      if (answer.code === 'consent missing') throw new TypeError('nothing is there')
      return answer
    },
    'calls every reason by one name': (ask) => async (operation, input, user) => {
      const answer = await ask(operation, input, user)
      return answer.outcome === 'refused' ? { ...answer, code: 'ill-formed' } : answer
    },
  },
  async breaches(wrong) {
    const breaches: string[] = []
    for (const generation of GENERATIONS) {
      const asked = await askedOf(generation)
      const console = consoleOf(generation, wrong)
      const found = [
        ...(await refusedOf(
          console,
          asked.filter(({ namesService }) => namesService),
          'no licence',
          {},
        )),
        ...(await licensed(console)),
        ...(await refusedOf(
          console,
          asked.filter(({ namesOrganization }) => namesOrganization),
          'no such organization',
          { organization: 'Nowhere' },
        )),
        ...(await answeredBy(console, asked)),
      ]
      breaches.push(...found.map((breach) => `${generation}: ${breach}`))
    }
    return breaches
  },
})

/** The operations of a generation that name an organization or a service. */
async function askedOf(generation: Generation): Promise<readonly Asked[]> {
  const toJsonSchema = await jsonSchemas()
  return OPERATIONS.filter(({ generations }) => generations?.includes(generation) !== false).map(
    ({ name, input }) => {
      const shape = toJsonSchema(input, 'input') as Shape
      const properties = new Set(Object.keys(shape.properties ?? {}))
      const sample = sampleOf(shape) as object
      return {
        name,
        sample,
        namesOrganization: properties.has('organization'),
        namesService: properties.has('service'),
      }
    },
  )
}

async function refusedOf(
  { ask, world }: Console,
  operations: readonly Asked[],
  code: string,
  also: object,
): Promise<readonly string[]> {
  const breaches: string[] = []
  const shown = async () =>
    JSON.stringify([await ask('listOrganizations', {}, VENDOR), await ask('viewLicence', {}, VENDOR)])
  const [before, position] = [await shown(), world.tenant.position]
  for (const { name, sample } of operations) {
    const answer = await ask(name, { ...sample, ...also }, VENDOR)
    if (answer.outcome !== 'refused' || answer.code !== code)
      breaches.push(`${name} ends ${answer.outcome} (${answer.code}), and has to be refused (${code})`)
  }
  if (world.tenant.changesSince(position).length > 0) breaches.push(`${code}: the tenant has changed`)
  if ((await shown()) !== before) breaches.push(`${code}: the console shows something else afterwards`)
  return breaches
}

/** Nobody has given a consent: there is nothing that could be done in the tenant. */
async function answeredBy({ ask, world }: Console, operations: readonly Asked[]): Promise<readonly string[]> {
  const breaches: string[] = []
  for (const { name, sample } of operations) {
    const position = world.tenant.position
    const answer = await ask(name, sample, VENDOR).catch((error: unknown) => String(error))
    if (typeof answer === 'string' || answer.outcome === 'failed')
      breaches.push(`${name} has no answer: ${typeof answer === 'string' ? answer : answer.message}`)
    if (world.tenant.changesSince(position).length > 0) breaches.push(`${name} has changed the tenant`)
  }
  return breaches
}

async function licensed({ ask }: Console): Promise<readonly string[]> {
  const { outcome } = await ask('setLicence', { site: 'EU' }, VENDOR)
  return outcome === 'done' ? [] : ['no licence can be set']
}
