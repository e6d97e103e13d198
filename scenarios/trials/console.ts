/** The product’s console over one tenant, as trials ask it. */
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { seededIds } from '#mock-m365'
import type { Generation } from '#reports'
import { type Administrator, administrator, givePermission } from '../harness/administrator.ts'
import { embeddedOrigin, type Origin, type World, worldOf } from '../harness/world.ts'
import { required } from './trial.ts'

const INLINE = 'Exchange Online (Inline Mode)'
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
export const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }

type Directory = ReturnType<ReturnType<typeof memoryStore>['of']>['directory']

/** Client id of the vendor's application for API mode. */
export const apiAppId = ({ origin }: World): string =>
  origin.facts.applications.find(({ purpose }) => purpose === 'API mode')?.clientId ?? ''

export type Ask = (operation: string, input?: object, user?: ConsoleUser) => Promise<Answer>

export interface Console {
  readonly world: World
  readonly person: Administrator
  /** By the administrator where nobody else is named. */
  readonly ask: Ask
  /** What the product knows of the tenant, by the kind of account: `api`. */
  directory(kind: string): Directory
  /** The address of the next permission, for inline mode where no service is named. */
  consentUrl(service?: string): Promise<string>
  /** Gives the next permission on Microsoft's page and brings the browser back. */
  consent(service?: string): Promise<Answer>
}

/** @param wrong edits what is asked and answered */
export function consoleOf(
  generation: Generation,
  wrong: (ask: Ask) => Ask,
  origin: Origin = embeddedOrigin('plain'),
): Console {
  const world = worldOf(
    {
      v: 1,
      name: 'console',
      seed: `console ${generation}`,
      world: 'plain',
      site: 'EU',
      directions: 'both',
      policies: 'none',
      steps: [],
    },
    origin,
  )
  const { clock, fetch } = world
  const log = { info: () => undefined, warn: () => undefined }
  const applications = Object.fromEntries(origin.facts.applications.map((one) => [one.purpose, one]))
  const store = memoryStore()
  const product = new Product(
    { clock, ids: seededIds('console'), fetch, log, store },
    { profile: generation, vendorKey: 'vendor key of the simulated product', applications },
  )
  const ask = wrong((operation, input = {}, user = ADMINISTRATOR) =>
    perform(product, 'customer', user, operation, input),
  )
  const person = administrator(fetch, origin.facts, 'admin')
  const consentUrl = async (service = INLINE) => {
    const { data } = await ask('consentUrl', { service })
    return String(required(Reflect.get(data, 'url'), 'the address of a consent'))
  }
  return {
    world,
    person,
    ask,
    directory: (kind) => store.of(`customer/1/${kind}`).directory,
    consentUrl,
    async consent(service) {
      const answer = await givePermission(person, await consentUrl(service), (callback) =>
        ask('acceptConsent', { callback }),
      )
      if ('refusal' in answer) throw new Error(answer.refusal)
      return answer
    },
  }
}
