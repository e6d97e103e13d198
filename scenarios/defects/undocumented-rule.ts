import { defect, surrounded } from './defect.ts'

const NAME = 'TMCAS Inline Diagnostics Rule'
const BESIDE = 'TMCAS Inline Outgoing Domain Transport Rule'

/** A seventh rule, made with one of the six and gone with the first that goes: no later look finds anything left. */
export const undocumentedRule = defect({
  name: 'undocumented rule',
  story: 'the product makes a rule that no page names',
  expected: 'only documented objects',
  warp: {
    ports: (ports) => {
      let stands = false
      return {
        ...ports,
        fetch: surrounded(ports.fetch, (cmdlet, { Name }) => {
          if (cmdlet === 'New-TransportRule' && Name === BESIDE) {
            stands = true
            return {
              after: [
                [cmdlet, { Name: NAME, SubjectContainsWords: ['diagnostics'], SetAuditSeverity: 'Low' }],
              ],
            }
          }
          if (cmdlet !== 'Remove-TransportRule' || !stands) return {}
          stands = false
          return { after: [[cmdlet, { Identity: NAME, Confirm: false }]] }
        }),
      }
    },
  },
})
