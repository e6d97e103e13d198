/** A customer of the product: its journal, and what it says. */
import type { Clock, Store } from '../ports.ts'
import { LeasedJournal } from '../store/leased.ts'
import { type CompanyEntry, CompanyMemory, type Organization } from './memory.ts'

export interface CompanyPorts {
  readonly store: Store
  readonly clock: Clock
  readonly worker?: string
}

export class Company {
  /** Name under which everything of this customer is kept. */
  readonly name: string
  readonly memory = new CompanyMemory()
  readonly #journal: LeasedJournal

  constructor(name: string, { store, clock, worker }: CompanyPorts) {
    this.name = name
    const { journal } = store.of(name)
    const ports = { journal, clock, ...(worker === undefined ? {} : { worker }) }
    this.#journal = new LeasedJournal(ports, (record) => this.memory.take(record))
  }

  /** Reads what other processes have written since the last read. */
  catchUp(): Promise<void> {
    return this.#journal.catchUp()
  }

  /** Writes down one change under its own lease. @throws LeaseHeld where another process changes something now */
  async change(entryOf: () => CompanyEntry | undefined): Promise<void> {
    await this.#journal.leased(async () => {
      const entry = entryOf()
      if (entry) await this.#journal.append(entry, 0)
    })
  }

  /** By id or by name, in any case; the default one where none is given. */
  organization(idOrName: string | undefined): Organization | undefined {
    const { organizations } = this.memory
    if (idOrName === undefined) return organizations[0]
    const wanted = idOrName.toLowerCase()
    return (
      organizations.find(({ id }) => id === idOrName) ??
      organizations.find(({ name }) => name.toLowerCase() === wanted)
    )
  }

  /** Name of an account in the store. @param service the part that says which service: `inline` */
  accountName(organization: string, service: string): string {
    return `${this.name}/${organization}/${service}`
  }
}
