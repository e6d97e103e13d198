/** Runs before each test file and fixes the seed of properties, so that the same commit always gives the same result. */
import fc from 'fast-check'

fc.configureGlobal({ seed: 1 })
