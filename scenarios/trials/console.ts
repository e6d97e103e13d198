/** The product’s console over one tenant, as trials ask it. */
import { type Answer, type ConsoleUser, memoryStore, Product, perform } from '#cas-core'
import { seededIds } from '#mock-m365'
import type { Generation } from '#reports'
import { type Administrator, administrator } from '../harness/administrator.ts'
import { embeddedOrigin, type World, worldOf } from '../harness/world.ts'
import { required } from './trial.ts'

const INLINE = 'Exchange Online (Inline Mode)'
const ADMINISTRATOR: ConsoleUser = { name: 'owner@customer.example', role: 'Global administrator' }
export const VENDOR: ConsoleUser = { name: 'back office', role: 'vendor' }

export type Ask = (operation: string, input?: object, user?: ConsoleUser) => Promise<Answer>

export interface Console {
  readonly world: World
  readonly person: Administrator
  /** By the administrator where nobody else is named. */
  readonly ask: Ask
  /** The address of the next permission. */
  consentUrl(): Promise<string>
  /** Gives the next permission on Microsoft's page and brings the browser back. */
  consent(): Promise<Answer>
}

/** @param wrong edits what is asked and answered */
export function consoleOf(generation: Generation, wrong: (ask: Ask) => Ask): Console {
  const origin = embeddedOrigin('plain')
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
  const product = new Product(
    { clock, ids: seededIds('console'), fetch, log, store: memoryStore() },
    { profile: generation, vendorKey: 'vendor key of the simulated product', applications },
  )
  const ask = wrong((operation, input = {}, user = ADMINISTRATOR) =>
    perform(product, 'customer', user, operation, input),
  )
  const person = administrator(fetch, origin.facts, 'admin')
  const consentUrl = async () => {
    const { data } = await ask('consentUrl', { service: INLINE })
    return String(required(Reflect.get(data, 'url'), 'the address of a consent'))
  }
  return {
    world,
    person,
    ask,
    consentUrl,
    async consent() {
      const answer = await person.consent(await consentUrl(), 'accept')
      if ('refusal' in answer) throw new Error(answer.refusal)
      return ask('acceptConsent', { callback: answer.callback })
    },
  }
}
