/** Lines that a diff without context has added or changed, as patterns of StrykerJS: `cas-core/x.ts:3-5`. */

const FILE = /^\+\+\+ b\/(.+)$/
const HUNK = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/

export function linesSince(diff: string): readonly string[] {
  const patterns: string[] = []
  let file = ''
  for (const line of diff.split('\n')) {
    file = FILE.exec(line)?.[1] ?? file
    const [, first, count = '1'] = HUNK.exec(line) ?? []
    if (first === undefined || count === '0') continue
    patterns.push(`${file}:${first}-${Number(first) + Number(count) - 1}`)
  }
  return patterns
}
