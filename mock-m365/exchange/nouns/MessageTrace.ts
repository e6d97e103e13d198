/** The first message trace, which the service answers with its successor's name (observed). */
import { traceRetired } from '../errors.ts'
import { noun } from '../noun.ts'
import type { ParameterSpec } from '../parameters.ts'

const TEXT: ParameterSpec = { type: 'String', max: 1024 }
const LIST: ParameterSpec = { type: 'MultiValuedProperty', max: 1024 }
const TIME: ParameterSpec = { type: 'DateTime' }

export default noun({
  name: 'MessageTrace',
  provenance: 'observed',
  verbs: [],
  odd: {
    'Get-MessageTrace': {
      parameters: {
        EndDate: TIME,
        FromIP: TEXT,
        MessageId: LIST,
        MessageTraceId: TEXT,
        Page: { type: 'Int32' },
        PageSize: { type: 'Int32' },
        ProbeTag: TEXT,
        RecipientAddress: LIST,
        SenderAddress: LIST,
        StartDate: TIME,
        Status: LIST,
        ToIP: TEXT,
      },
      run: () => {
        throw traceRetired()
      },
    },
  },
})
