import { defect } from './defect.ts'

export const forgottenClaim = defect({
  name: 'forgotten claim',
  story: 'the journal does not keep which addresses were added, so cleanup does not know what to remove',
  expected: 'allow lists equal',
  warp: {
    ports: (ports) => ({
      ...ports,
      journal: {
        ...ports.journal,
        append(record) {
          if (record.type === 'intent' && record.action === 'claim')
            ports.journal.append({ ...record, entries: [] })
          else ports.journal.append(record)
        },
      },
    }),
  },
})
