/** A product that is wrong in a known way. */
import { DEFECTS } from '#scenarios'

/** @throws Error with the names that there are */
export function warpNamed(name: string) {
  const found = DEFECTS.find((one) => one.name === name)
  if (!found)
    throw new Error(`"${name}" is not a defect; the defects are ${DEFECTS.map((one) => one.name).join(', ')}`)
  return found.warp
}
