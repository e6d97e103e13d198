/** Each failure with the command that plays it again. */
import { type Block, heading, list, type Section, text } from '../section.ts'
import type { AuditedConformance } from './subject.ts'

export const failures: Section<AuditedConformance> = {
  title: 'Failures',
  blocks: ({ record }) =>
    record.failures.flatMap(({ name, runs = 1, findings, replay }): Block[] => [
      heading(1, name),
      ...(runs > 1 ? [text(`${runs} runs failed for the same cause.`)] : []),
      list(findings.map(({ invariant, detail, step }) => `${invariant}, after step ${step}: ${detail}`)),
      { type: 'command', text: replay },
    ]),
}
