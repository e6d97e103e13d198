/** Whether something that is shown holds what a script writes down of it. */

/**
 * What is written and not there, by place: `services[0].status: "Granted"`. Objects may have more properties, lists more
 * elements. `null` is written for what must not be there, and `[]` for a list without elements.
 */
export function absentIn(shown: unknown, written: unknown, place = ''): string[] {
  if (written === undefined) return []
  if (written === null) return shown === undefined || shown === null ? [] : [`${place}: nothing`]
  if (Array.isArray(written) && written.length === 0)
    return Array.isArray(shown) && shown.length === 0 ? [] : [`${place}: []`]
  if (Array.isArray(written))
    return written.flatMap((one, i) => {
      const isThere = Array.isArray(shown) && shown.some((other) => absentIn(other, one).length === 0)
      return isThere ? [] : [`${place}[${i}]: ${JSON.stringify(one)}`]
    })
  if (typeof written !== 'object') return shown === written ? [] : [`${place}: ${JSON.stringify(written)}`]
  return Object.entries(written).flatMap(([name, value]) => {
    const inside = typeof shown === 'object' && shown !== null ? Reflect.get(shown, name) : undefined
    return absentIn(inside, value, place === '' ? name : `${place}.${name}`)
  })
}
