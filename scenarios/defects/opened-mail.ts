import { API_MODE, defect } from './defect.ts'

const MESSAGE = /\/messages\/[^/?]+(?=\?|$)/

export const openedMail = defect({
  name: 'opened mail',
  story: 'a message that was scanned is marked as read, and its user never notices it',
  expected: 'messages as they came',
  ...API_MODE,
  warp: {
    ports: (ports) => ({
      ...ports,
      async fetch(input, init) {
        const response = await ports.fetch(input, init)
        const url = input instanceof Request ? input.url : String(input)
        const isRead = response.ok && (init?.method ?? 'GET') === 'GET' && MESSAGE.test(url)
        if (isRead)
          await ports.fetch(url.split('?')[0] ?? url, {
            method: 'PATCH',
            headers: {
              Authorization: new Headers(init?.headers).get('authorization') ?? '',
              'Content-Type': 'application/json',
            },
            body: JSON.stringify({ isRead: true }),
          })
        return response
      },
    }),
  },
})
