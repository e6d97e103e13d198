/** Finds a running server, and how programs reach it. Loads nothing of the mock itself. */
export { type Announcement, announced } from './announcement.ts'
export { environmentFor, preloadOption } from './environment.ts'
export { homeDirectory } from './home/home-directory.ts'
