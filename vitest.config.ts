import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'apps/server/test/global-setup.ts',
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
  },
})
