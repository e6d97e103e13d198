/** Which clients are to play: `npm run compat -- --only NAME`, `-- --without NAME`. */
import { parseArgs } from 'node:util'
import type { RealClient } from './client.ts'

export const HELP = `npm run compat [-- --only NAME | --without NAME]

Lets real, unmodified clients play against the mock and writes their table to out/compatibility.md.
CLI for Microsoft 365 takes 460 MB, so it is separate: it is installed into compat/apart before it first plays.

  --only NAME      this client alone; may be given again
  --without NAME   all but this one; may be given again, as in --without cli-microsoft365
`

/** `@pnp/cli-microsoft365` is `cli-microsoft365`. */
export const shortName = ({ name }: Pick<RealClient, 'name'>): string =>
  name.replace(/ .*/, '').replace(/^.*\//, '')

/** @returns those that play, in their order; undefined where help is asked for @throws Error naming option and mend */
export function chosenFrom<Client extends Pick<RealClient, 'name'>>(
  args: readonly string[],
  clients: readonly Client[],
): readonly Client[] | undefined {
  const name = { type: 'string', multiple: true } as const
  const options = { only: name, without: name, help: { type: 'boolean', short: 'h' } } as const
  const { values } = parseArgs({ args: [...args], options })
  const { only = [], without = [], help } = values
  if (help) return undefined
  const known = clients.map(shortName)
  for (const one of [...only, ...without])
    if (!known.includes(one)) throw new Error(`"${one}" is not a client; the clients are ${known.join(', ')}`)
  const chosen = clients
    .filter((client) => only.length === 0 || only.includes(shortName(client)))
    .filter((client) => !without.includes(shortName(client)))
  if (chosen.length === 0) throw new Error('--only and --without leave no client')
  return chosen
}
