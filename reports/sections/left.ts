/** What the run made and did not remove: after a whole run nothing, after a refused grant what people had prepared. */
import { type Cell, type Section, table, text } from '../section.ts'
import type { AuditedRun } from './audited-run.ts'

/** A large group's members are read by nobody; the JSON form has them all. */
const OBJECTS_MAX = 50

export const left: Section<AuditedRun> = {
  title: 'Left in the tenant',
  blocks: ({ audit: { left: objects, verdict } }) => {
    if (objects.length === 0) return []
    const rows = objects
      .slice(0, OBJECTS_MAX)
      .map(({ kind, name, stage }): Cell[] => [{ code: kind }, name, stage])
    const more = objects.length - rows.length
    return [
      text(
        verdict.stagesDone.length === 0 ? REFUSED : 'This run made these objects and did not remove them.',
      ),
      table(['Kind', 'Object', 'Made in'], rows),
      ...(more > 0 ? [text(`… and ${more} more, in the JSON form.`)] : []),
    ]
  },
}

const REFUSED =
  'The grant was not done. Consents and role stay all the same, since an administrator gave them and nobody takes them back: they have to be removed by hand, or serve the next attempt.'
