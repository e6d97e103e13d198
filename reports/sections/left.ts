/** Objects that the run created and did not remove. After a complete run there are none; after a refused grant, the consents and the role. */
import { stageTitle } from '../published-table.ts'
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

/** Nobody reads all members of a large group; the JSON form has them all. */
const OBJECTS_MAX = 50

export const left: Section<AuditedRun> = {
  title: 'Left in the tenant',
  blocks: ({ audit: { left: objects, verdict }, record }) => {
    if (objects.length === 0) return []
    const rows = objects
      .slice(0, OBJECTS_MAX)
      .map(({ kind, name, stage }): Cell[] => [{ code: kind }, name, stageTitle(stage, record.generation)])
    const more = objects.length - rows.length
    return [
      text(
        verdict.stagesDone.length === 0 ? REFUSED : 'This run created these objects and did not remove them.',
      ),
      table(['Kind', 'Object', 'Created in'], rows),
      ...(more > 0 ? [text(`… and ${more} more, in the JSON form.`)] : []),
    ]
  },
}

const REFUSED =
  'The grant was not done. The consents and the role remain, because an administrator gave them. Remove them by hand, or leave them for the next attempt.'
