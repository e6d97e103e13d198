/** What is rerouted in a tenant at present: members of our groups, domains that our rules name. */
import type { Protected } from '../../policies/losses.ts'
import { ownOf, type Question } from '../../reconcile/question.ts'
import { isList } from '../../reconcile/row.ts'
import { NO_DOMAIN } from './names.ts'
import type { InlineTable } from './table.ts'

export function protectedIn(table: InlineTable, question: Pick<Question, 'observed' | 'memory'>): Protected {
  const users = new Set<string>()
  const domains = new Set<string>()
  for (const row of table) {
    const fields = isList(row) ? undefined : ownOf(row, question)?.fields
    for (const id of textsOf(fields?.members)) users.add(id)
    for (const domain of [...textsOf(fields?.RecipientDomainIs), ...textsOf(fields?.SenderDomainIs)])
      if (domain !== NO_DOMAIN) domains.add(domain.toLowerCase())
  }
  return { users, domains }
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
