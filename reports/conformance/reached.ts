/** What the run has met: behaviour that must happen at some time, stages in each state, and faults in each stage. */
import type { ConformanceRecord } from '../record.ts'
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const reached: Section<AuditedConformance> = {
  title: 'Reached',
  blocks: ({ record }) => {
    if (record.reached.length === 0) return []
    const of = (kind: ConformanceRecord['reached'][number]['kind']) =>
      record.reached.filter((one) => one.kind === kind)
    const rows = of('sometimes').map(({ name, statement, times }): Cell[] => [
      name,
      statement,
      times === 0 ? { strong: 'never' } : String(times),
    ])
    const matrix = (kind: 'stage' | 'struck') =>
      of(kind).map(({ name, times }): Cell[] => [name, String(times)])
    return [
      text(WHY),
      table(['What', 'Happens where', 'Times'], rows),
      text(`${met(of('stage'))} stages in a state of the account were begun.`),
      table(['State, stage', 'Times'], matrix('stage')),
      text(`${met(of('struck'))} faults in a stage struck.`),
      table(['Fault in stage', 'Times'], matrix('struck')),
    ]
  },
}

const WHY =
  'A run that never met something has shown nothing of it. A whole run of cas-core has to meet everything in the first table at least once.'

const met = (all: readonly { readonly times: number }[]): string =>
  `${all.filter(({ times }) => times > 0).length} of ${all.length}`
