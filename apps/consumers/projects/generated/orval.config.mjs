export default {
  support: {
    input: './openapi.json',
    output: { target: './generated/orval.ts', client: 'fetch', baseUrl: `${process.env.SUPPORT_URL}/api` },
  },
}
