/** What Microsoft's published model declares where an answer differs. */
import { type Member, memberNamed, typeNamed, versionOf } from '../graph/model/model.ts'
import { isPlace, placeOf } from '../graph/model/paths.ts'
import type { DocumentedExample } from './documented-example.ts'

/** @param at path of property names, as differences have it @returns `none` for what the type does not have, `unknown` where the model says nothing of the type */
export function declaredAt({ target, version }: DocumentedExample, at: string): Member | 'none' | 'unknown' {
  const segments = target
    .replace(/\?.*/s, '')
    .split('/')
    .filter((segment) => segment !== '')
  const place = placeOf(segments, versionOf(version))
  if (!isPlace(place) || place.what === 'known') return 'unknown'
  let { type } = place
  let found: Member | 'none' | 'unknown' = 'unknown'
  for (const name of at.replace(/^value\/\*\//, '').split('/')) {
    if (name === '*') continue
    const known = typeNamed(type, versionOf(version))
    // Of directory objects each row says by itself what it is.
    if (!known || known.isOpen || known.name === 'directoryObject' || name.includes('@')) return 'unknown'
    const member = memberNamed(
      type,
      name,
      versionOf(version),
      ({ kind }) => kind === 'property' || kind === 'navigation',
    )
    if (!member) return 'none'
    found = member
    type = member.type
  }
  return found
}
