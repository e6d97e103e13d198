import { InvalidArgumentError } from 'commander'

/** Reads a whole number within bounds. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < min || number > max)
      throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}.`)
    return number
  }
}
