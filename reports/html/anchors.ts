/** Ids that links can rely on: they follow from the text, and stay the same from one report to the next. */

/** `Stage 1: granting access` is `stage-1-granting-access`; one that repeats gets a number. */
export function anchorsOf(titles: readonly string[]): string[] {
  const taken = new Map<string, number>()
  return titles.map((title) => {
    const plain = anchorOf(title)
    const nth = (taken.get(plain) ?? 0) + 1
    taken.set(plain, nth)
    return nth === 1 ? plain : `${plain}-${nth}`
  })
}

export const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'part'
