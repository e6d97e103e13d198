/**
 * What Connect-ExchangeOnline requests at its start: the cmdlets that the caller may run, and a banner. The
 * names of the paths and of `exportedCmdlets` are observed in three clients. The real answer also has the
 * text of a PowerShell module, which the mock does not imitate. The real service may redirect to a regional
 * host; the mock does not.
 */
import { headersOf } from '../answers.ts'
import { mayRun } from '../authorization.ts'
import { isLike } from '../wildcards.ts'
import { ENTRIES } from './cmdlets.ts'
import type { Endpoint, Session } from './session.ts'

export const moduleFile: Endpoint = {
  versions: ['v1.0', 'beta'],
  method: 'GET',
  prepare: () => ({
    operation: 'GET EXOModuleFile',
    writes: false,
    run: (session) => {
      const isWanted = patternsIn(session.arrival.headers.commandname)
      const names = ENTRIES.filter(
        ({ cmdlet, roles }) => isWanted(cmdlet.name) && mayRun(session.claims, roles),
      )
      const exportedCmdlets = names.map(({ cmdlet }) => cmdlet.name).join(',')
      return answer(session, 'EXOModuleFile', [{ exportedCmdlets }])
    },
  }),
}

/** Empty: the real banner is not known, and a client then prints nothing (inferred). */
export const banner: Endpoint = {
  versions: ['v1.0', 'beta'],
  method: 'GET',
  deep: true,
  prepare: () => ({
    operation: 'GET EXOBanner',
    writes: false,
    run: (session) => answer(session, 'EXOBanner', []),
  }),
}

function answer({ arrival, target, requestId }: Session, name: string, value: readonly object[]) {
  const context = `${arrival.origin}/adminapi/${target.version}/${target.tenantName}/$metadata#${name}`
  const body = JSON.stringify({ '@odata.context': context, value })
  return { status: 200, headers: headersOf(requestId), body }
}

const PATTERNS_MAX = 100

/**
 * The CommandName header: names with asterisks, as in Connect-ExchangeOnline. Other characters match
 * themselves.
 */
function patternsIn(header = '*'): (name: string) => boolean {
  const patterns = header
    .toLowerCase()
    .split(',', PATTERNS_MAX)
    .map((one) => one.trim())
  return (name) => patterns.some((pattern) => isLike(name.toLowerCase(), pattern))
}
