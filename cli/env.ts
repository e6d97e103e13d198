/** `casproof env`: the variables that point a shell's programs at the running server, in that shell's own syntax. */

import {
  type Announcement,
  announced,
  environmentFor,
  homeDirectory,
  preloadOption,
} from '#mock-m365/serve/running'
import { quotedWord, type Shell, terminalJson } from '#output'

export interface EnvCommandOptions {
  readonly shell?: Shell
  /** NODE_OPTIONS alone, for Node programs that know no proxy. */
  readonly preload?: boolean
  /** Plain http goes to the proxy as well, which refuses it. */
  readonly httpProxy?: boolean
  /** One JSON object, name by value. */
  readonly json?: boolean
  /** The lines that take the variables away again. */
  readonly unset?: boolean
}

interface Syntax {
  readonly set: (name: string, value: string) => string
  readonly unset: (name: string) => string
}

const SYNTAX: Readonly<Record<Shell, Syntax>> = {
  sh: {
    set: (name, value) => `export ${name}=${quotedWord(value)}`,
    unset: (name) => `unset ${name}`,
  },
  fish: {
    set: (name, value) => `set -gx ${name} ${quotedWord(value, 'fish')}`,
    unset: (name) => `set -e ${name}`,
  },
  powershell: {
    set: (name, value) => `$env:${name} = ${quotedWord(value, 'powershell')}`,
    unset: (name) => `Remove-Item -ErrorAction Ignore Env:${name}`,
  },
}

/**
 * Prints what to evaluate: `eval "$(casproof env)"`. @throws Error where no server runs with this home
 */
export function envCommand({ shell = 'sh', json = false, unset = false, ...which }: EnvCommandOptions): void {
  const directory = homeDirectory(process.env)
  const server = unset ? GONE : announced(directory)
  if (!server)
    throw new Error(
      `no server runs with the home ${directory}; start one with casproof serve, and set CASPROOF_HOME to the same folder for both`,
    )
  const variables = variablesFor(server, which)
  const syntax = SYNTAX[shell]
  const lines = Object.entries(variables).map(([name, value]) =>
    unset ? syntax.unset(name) : syntax.set(name, value),
  )
  // A shell evaluates this text: each value must be one word.
  process.stdout.write(json ? `${terminalJson(variables)}\n` : `${lines.join('\n')}\n`)
}

/** To unset variables only their names are needed, and the server may have ended already. */
const GONE: Announcement = { origin: 'https://localhost', proxy: '', caFile: '', pid: 0 }

function variablesFor(
  server: Announcement,
  { preload = false, httpProxy = false }: Pick<EnvCommandOptions, 'preload' | 'httpProxy'>,
): Readonly<Record<string, string>> {
  if (preload) {
    const options = [process.env.NODE_OPTIONS ?? '', preloadOption(server)]
    return { NODE_OPTIONS: options.filter((one, i) => one !== '' && options.indexOf(one) === i).join(' ') }
  }
  const { proxy } = server
  return { ...environmentFor(server), ...(httpProxy ? { HTTP_PROXY: proxy, http_proxy: proxy } : {}) }
}
