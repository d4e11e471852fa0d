import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: 'apps/server/test/support/global-setup.ts',
    maxWorkers: 3, // many tests wait for time limits, so that more files than cores run at once
    testTimeout: 30_000,
    hookTimeout: 60_000,
    typecheck: {
      enabled: true,
      include: ['packages/*/{src,test}/**/*.test-d.ts'],
      tsconfig: 'tsconfig.type-tests.json',
    },
    include: ['{packages,apps}/*/{src,test}/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'apps/consumers/**'], // `pnpm test:consumers` runs these
  },
})
