/** The hidden folders of API mode and what is in them. No page names the folder, so its maker shows which one it is. */
import { own } from '../../difference.ts'
import type { ChangeRecord } from '../../record.ts'
import type { RunContext } from '../../run-context.ts'

export function isFolderOfApp(change: ChangeRecord, run: RunContext): boolean {
  return (
    change.kind === 'mailFolders' &&
    own(change.after ?? change.before, 'isHidden') === true &&
    run.staged.some(
      ({ change: made }) =>
        made.kind === 'mailFolders' && made.key === change.key && made.before === null && isByApp(made, run),
    )
  )
}

export function isOfMail(change: ChangeRecord, run: RunContext): boolean {
  return change.kind === 'messages' && isByApp(change, run)
}

/** Keys of the folders that the app has made in this run. */
export function foldersMade(run: RunContext): readonly string[] {
  return [
    ...new Set(
      run.changes
        .filter((change) => change.before === null && isFolderOfApp(change, run))
        .map(({ key }) => key),
    ),
  ]
}

const isByApp = ({ actor }: ChangeRecord, run: RunContext): boolean => run.appIds.has(actor.id)
