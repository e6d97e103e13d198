/** Names that somebody may have meant. */

const DISTANCE_MAX = 3
const WORD_MIN = 5

/** The known names that are nearest to a typed one, nearest first; none where all are far. @param most how many */
export function nearNames(typed: string, known: readonly string[], most = 3): string[] {
  const meant = typed.toLowerCase()
  return known
    .map((name) => ({ name, far: distance(meant, name) }))
    .filter(({ far }) => far <= DISTANCE_MAX)
    .sort((one, other) => one.far - other.far)
    .slice(0, most)
    .map(({ name }) => name)
}

/** How many letters differ; a name that contains the other one, or shares a word of it, is near however long it is. */
function distance(one: string, name: string): number {
  const other = name.toLowerCase()
  if (one.length >= 3 && (other.includes(one) || one.includes(other))) return 1
  const words = name.split(/(?=[A-Z])/).filter((word) => word.length >= WORD_MIN)
  return Math.min(
    editsBetween(one, other),
    one.length >= WORD_MIN ? editsBetween(one, other.slice(0, one.length + 1)) : 9,
    ...words.map((word) => (one.includes(word.toLowerCase()) ? 3 : 9)),
  )
}

function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, opposite] of [...other].entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === opposite ? 0 : 1)),
      )
    row = next
  }
  return row.at(-1) ?? 0
}
