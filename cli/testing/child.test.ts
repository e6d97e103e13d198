import { expect, test } from 'vitest'
import { node } from './child.ts'

test('a child that hangs is ended, and the failure tells signal, time and what it said', async () => {
  const hanging = ['-e', 'console.error("at the door"); setInterval(() => {}, 1000)']
  await expect(node(hanging, { seconds: 5 })).rejects.toThrow(
    /ended by SIGKILL after 5 s\nit had printed: nothing\nand on standard error: at the door/,
  )
  expect(await node(['-e', 'process.exit(3)'])).toEqual({ code: 3, out: '', err: '' })
})
