/** Two runs of the stages compared: which changes only one of them made, and which both made with other values. */
import { differencesOf } from './difference.ts'
import { stageTitle } from './published-table.ts'
import type { ChangeRecord, RunRecord } from './record.ts'
import { canonical } from './value-text.ts'

export interface AuditComparison {
  /** Each as `granting access: New-TransportRule TransportRule TMCAS …`, in the order of the run that made it. */
  readonly gone: readonly string[]
  readonly added: readonly string[]
  /** Made by both, with other values: what the first and the second run say. */
  readonly differing: readonly { readonly change: string; readonly before: string; readonly after: string }[]
}

/** Ids, times and positions differ from run to run, and say nothing. */
export function auditComparisonOf(before: RunRecord, after: RunRecord): AuditComparison {
  const [was, is] = [changesOf(before), changesOf(after)]
  return {
    gone: [...was.keys()].filter((title) => !is.has(title)),
    added: [...is.keys()].filter((title) => !was.has(title)),
    differing: [...was].flatMap(([change, values]) => {
      const other = is.get(change)
      return other === undefined || other === values ? [] : [{ change, before: values, after: other }]
    }),
  }
}

/** Values by title; a change that is made again has its number in its title. */
function changesOf({ stages, generation }: RunRecord): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { stage, changes } of stages)
    for (const change of changes) {
      const plain = `${stageTitle(stage, generation)}: ${change.call} ${change.kind} ${withoutIds(change.name)}`
      let title = plain
      for (let nth = 2; found.has(title); nth++) title = `${plain} (${nth})`
      found.set(title, valuesOf(change))
    }
  return found
}

const valuesOf = (change: ChangeRecord): string => withoutIds(canonical(differencesOf(change)))

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{8,32}\b/gi
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g

const withoutIds = (text: string): string => text.replaceAll(TIME, '{time}').replaceAll(ID, '{id}')
