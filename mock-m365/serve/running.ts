/** The door to a server that runs already: where it is and how programs reach it. Loads nothing of the mock itself. */
export { type Announcement, announced } from './announcement.ts'
export { environmentFor, preloadOption } from './environment.ts'
export { homeDirectory } from './home-directory.ts'
