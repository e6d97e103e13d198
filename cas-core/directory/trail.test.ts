import { expect, test } from 'vitest'
import { Trail } from './trail.ts'

/** How many links are passed until the next one is known to lead back; a way of `tail` links leads into the circle. */
function passedIn(tail: number, circle: number): number {
  const linkAt = (i: number) => (i < tail ? `way ${i}` : `circle ${(i - tail) % circle}`)
  const trail = new Trail()
  for (let i = 0; ; i++) {
    trail.pass(linkAt(i))
    if (trail.isBack(linkAt(i + 1))) return i + 1
    if (i > 10_000) throw new Error('never found')
  }
}

test.each([
  [0, 1, 1],
  [0, 2, 3],
  [3, 1, 4],
  [0, 7, 14],
  [20, 5, 36],
])('%i links that lead into a circle of %i are known after %i', (tail, circle, passed) => {
  expect(passedIn(tail, circle)).toBe(passed)
})

test('every circle is found on its third round, and a way that ends never', () => {
  for (let tail = 0; tail < 30; tail++)
    for (let circle = 1; circle < 30; circle++)
      expect(passedIn(tail, circle)).toBeLessThanOrEqual(tail + 3 * Math.max(tail, circle))
  const trail = new Trail()
  for (let i = 0; i < 500; i++) {
    trail.pass(`page ${i}`)
    expect(trail.isBack(`page ${i + 1}`)).toBe(false)
  }
})
