import { API_MODE, defect } from './defect.ts'

const MESSAGE = /\/messages\/[^/?]+\?/

export const falseAlarm = defect({
  name: 'false alarm',
  story: 'mail in which there is nothing is put aside, too',
  expected: 'messages as they came',
  ...API_MODE,
  warp: {
    ports: (ports) => ({
      ...ports,
      async fetch(input, init) {
        const response = await ports.fetch(input, init)
        const url = input instanceof Request ? input.url : String(input)
        if (!response.ok || !MESSAGE.test(url)) return response
        const text = await response.text()
        if (!text.includes('"internetMessageHeaders"')) return new Response(text, response)
        const internetMessageHeaders = [{ name: 'X-Scan-Test', value: 'malware' }]
        return Response.json({ ...JSON.parse(text), internetMessageHeaders }, response)
      },
    }),
  },
})
