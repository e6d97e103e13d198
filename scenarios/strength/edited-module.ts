/**
 * Imported ahead of a program whose first argument is the id of an edit: the edited file's text is changed as it is
 * loaded, and nothing on the disk changes.
 */
import { registerHooks } from 'node:module'
import { edited } from './edit.ts'
import { EDITS } from './edits/index.ts'

const [, , id] = process.argv
const edit = EDITS.find((one) => one.id === id)
if (!edit) throw new RangeError(`"${id}" is not an edit`)
const url = new URL(`../../cas-core/${edit.file}`, import.meta.url).href

registerHooks({
  load(asked, context, nextLoad) {
    const loaded = nextLoad(asked, context)
    return asked === url ? { ...loaded, source: edited(String(loaded.source), edit) } : loaded
  },
})
