import { API_MODE, defect } from './defect.ts'

export const folderInSight = defect({
  name: 'folder in sight',
  story: 'the quarantine folder of API mode is made so that its user sees it, and opens what is in it',
  expected: 'only documented objects',
  ...API_MODE,
  warp: {
    ports: (ports) => ({
      ...ports,
      fetch(input, init) {
        const { body } = init ?? {}
        const shown =
          typeof body === 'string' ? body.replace('"isHidden":true', '"isHidden":false') : undefined
        return ports.fetch(input, shown === undefined ? init : { ...init, body: shown })
      },
    }),
  },
})
