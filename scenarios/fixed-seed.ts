/** Runs before each file of tests: the same commit gives the same answer each time, whatever properties draw. */
import fc from 'fast-check'

fc.configureGlobal({ seed: 1 })
