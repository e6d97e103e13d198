import { defect, rewritten } from './defect.ts'

export const forgottenMember = defect({
  name: 'forgotten member',
  story: 'the last person that the policies target is left out of the virtual group of recipients',
  expected: 'targets followed',
  warp: {
    table: rewritten({
      G1: (fields) => ({
        ...fields,
        members: Array.isArray(fields.members) ? fields.members.slice(0, -1) : [],
      }),
    }),
  },
})
