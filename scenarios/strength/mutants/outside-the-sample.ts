/** Leaves out what stands within a drawn place: that was not drawn. A plugin of StrykerJS. */
import { relative } from 'node:path'
import type { StrykerOptions } from '@stryker-mutator/api/core'
import type { Ignorer } from '@stryker-mutator/api/ignore'
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import { holds, type Place, placeFrom } from './place.ts'

/** What is read of Babel's path. */
interface Path {
  readonly node: { readonly loc?: Omit<Place, 'file'> | null }
  readonly hub?: { readonly file?: { readonly opts?: { readonly filename?: string } } }
}

export function outsideTheSample({ mutate }: Pick<StrykerOptions, 'mutate'>): Ignorer {
  const drawn = mutate.flatMap((pattern) => placeFrom(pattern) ?? [])
  return {
    shouldIgnore(path) {
      const { node, hub } = path as unknown as Path
      const [filename, at] = [hub?.file?.opts?.filename, node.loc]
      if (!filename || !at) return undefined
      const file = relative(process.cwd(), filename)
      const around = drawn.filter((place) => place.file === file && holds(place, at))
      const isDrawn = around.length === 0 || around.some((place) => holds(at, place))
      return isDrawn ? undefined : 'not drawn'
    },
  }
}
outsideTheSample.inject = tokens(commonTokens.options)

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.Ignore, 'outside the sample', outsideTheSample),
]
