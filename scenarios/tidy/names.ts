/** A file is named by the word on the wire, or by what it says. */
import { type Law, plant } from './law.ts'
import type { SourceFile } from './tree.ts'

/** Names that say nothing about what is inside, so that anything may be put there. */
const EMPTY_NAMES = /^(utils?|utilities|helpers?|common|managers?|misc)$/i

function breachesIn({ path }: SourceFile): string[] {
  const empty = path.split(/[/.-]/).find((word) => EMPTY_NAMES.test(word))
  return empty === undefined ? [] : [`${path}: '${empty}' says nothing`]
}

export const NAMES: Law = {
  name: 'names say what is inside',
  breaches: (files) => files.flatMap(breachesIn),
  planted: [
    plant('mock-m365/utils.ts', '', "mock-m365/utils.ts: 'utils' says nothing"),
    plant('cas-core/common/goals.ts', '', "cas-core/common/goals.ts: 'common' says nothing"),
    plant('cas-core/group-manager.ts', '', "cas-core/group-manager.ts: 'manager' says nothing"),
    plant('scenarios/test.helper.ts', '', "scenarios/test.helper.ts: 'helper' says nothing"),
    plant('mock-m365/commonName.ts', ''),
  ],
}
