/**
 * Loaded with `--import` into a process that is to run with one edit of cas-core: the edited file's text is changed as
 * it is loaded, in each thread, and nothing on the disk changes.
 */
import { registerHooks } from 'node:module'
import { edited } from './edit.ts'
import { EDITS } from './edits/index.ts'

const id = process.env.CASPROOF_EDIT
const edit = EDITS.find((one) => one.id === id)
if (!edit) throw new Error(`CASPROOF_EDIT is "${id}", which names no edit`)
const url = new URL(`../../cas-core/${edit.file}`, import.meta.url).href

registerHooks({
  load(asked, context, nextLoad) {
    const loaded = nextLoad(asked, context)
    if (asked !== url) return loaded
    return { ...loaded, source: edited(String(loaded.source), edit) }
  },
})
