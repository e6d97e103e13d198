/** Mutants of which is known what has to become of them: a run that judges one otherwise measures nothing. */
import { readFileSync } from 'node:fs'
import { holds, type Place } from './place.ts'

export interface Canary {
  /** Below cas-core. */
  readonly file: string
  /** Stands in the file once. */
  readonly around: string
  /** What is mutated of it. */
  readonly text: string
  readonly replacement: string
  readonly status: 'Killed' | 'Survived'
  readonly story: string
}

export const CANARIES: readonly Canary[] = [
  {
    file: 'service-accounts/inline/table.ts',
    around: 'SetSCL: -1',
    text: '-1',
    replacement: '+1',
    status: 'Killed',
    story: 'Mail that comes back is filtered as if it came for the first time.',
  },
  {
    file: 'service-accounts/inline/table.ts',
    around: "INBOUND_UNTIL_REVOKED = cells('present', 'present', 'absent')",
    text: "'absent'",
    replacement: '""',
    status: 'Killed',
    story: 'A table that is made while modules are loaded leaves rules where access was revoked.',
  },
  {
    file: 'scanning/client-state.ts',
    around: "typeof clientState === 'string' ? clientState : ''",
    text: "typeof clientState === 'string'",
    replacement: 'false',
    status: 'Killed',
    story: 'No notification is believed.',
  },
  {
    file: 'objects/limits.ts',
    around: 'if (characters === undefined)',
    text: 'characters === undefined',
    replacement: 'true',
    status: 'Survived',
    story: 'A number that is counted each time is the same number.',
  },
  {
    file: 'reconcile/question.ts',
    around: 'if (digest === undefined)',
    text: 'digest === undefined',
    replacement: 'true',
    status: 'Survived',
    story: 'A digest that is made each time is the same digest.',
  },
]

/** Where it stands. @throws Error where its text does not stand there exactly once */
export function placeOf({ file, around, text }: Canary): Place {
  const path = `cas-core/${file}`
  const source = readFileSync(path, 'utf8')
  const times = source.split(around).length - 1
  if (times !== 1) throw new Error(`the canary "${around}" stands ${times} times in ${path}, not once`)
  const from = source.indexOf(around) + around.indexOf(text)
  return { file: path, start: positionOf(source, from), end: positionOf(source, from + text.length) }
}

function positionOf(source: string, offset: number): Place['start'] {
  const lines = source.slice(0, offset).split('\n')
  return { line: lines.length, column: lines.at(-1)?.length ?? 0 }
}

export interface Judged extends Place {
  readonly replacement: string
  readonly status: string
}

/** What is wrong with the run, a sentence for each canary that it judged otherwise, or did not judge. */
export function wrongCanaries(mutants: readonly Judged[], canaries = CANARIES): readonly string[] {
  return canaries.flatMap((canary) => {
    const found = mutants.find((mutant) => isCanary(mutant, canary))
    if (found?.status === canary.status) return []
    const { text, replacement, file, status } = canary
    const became = found ? `is told as ${found.status}` : 'was not tried'
    const due = status === 'Killed' ? 'be killed' : 'survive'
    const what = `the canary "${text}" → "${replacement}" in ${file}`
    return [`${what} ${became}, and had to ${due}: the run measures nothing`]
  })
}

/** Whether the mutant stands at a canary's place. */
export const isOfCanary = (mutant: Judged, canaries = CANARIES): boolean =>
  canaries.some((canary) => isAt(mutant, placeOf(canary)))

const isCanary = (mutant: Judged, canary: Canary): boolean =>
  mutant.replacement === canary.replacement && isAt(mutant, placeOf(canary))

const isAt = (mutant: Judged, place: Place): boolean =>
  mutant.file === place.file && holds(mutant, place) && holds(place, mutant)
