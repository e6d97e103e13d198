/** What has changed since an earlier run. */
import { type Block, heading, list, type Section, text } from '../section.ts'
import type { Comparison } from './comparison.ts'
import type { AuditedConformance } from './subject.ts'

const TITLES: Readonly<Record<keyof Comparison, string>> = {
  newlyFailing: 'Failing now',
  stillFailing: 'Still failing',
  fixed: 'Fixed',
  uncovered: 'No longer covered',
}

export const compared: Section<AuditedConformance> = {
  title: 'Since the earlier run',
  blocks: ({ comparison }) => {
    if (!comparison) return []
    const blocks = Object.entries(TITLES).flatMap(([key, title]): Block[] => {
      const names = comparison[key as keyof Comparison]
      return names.length > 0 ? [heading(1, `${title}: ${names.length}`), list(names)] : []
    })
    return blocks.length > 0 ? blocks : [text('Nothing that failed then or now, and the same is covered.')]
  },
}
