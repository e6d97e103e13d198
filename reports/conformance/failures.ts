/** Each failure with the command that plays it again. */
import { type Block, heading, list, type Section } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const failures: Section<AuditedConformance> = {
  title: 'Failures',
  blocks: ({ record }) =>
    record.failures.flatMap(({ name, findings, replay }): Block[] => [
      heading(1, name),
      list(findings.map(({ invariant, detail, step }) => `${invariant}, after step ${step}: ${detail}`)),
      { type: 'command', text: replay },
    ]),
}
