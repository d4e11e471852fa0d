import { configDefaults, defineConfig } from 'vitest/config'
import { CHROMIUM, isWithoutChromium } from './apps/server/test/support/chromium.ts'

if (isWithoutChromium) console.warn(`The tests of components are skipped: there is no ${CHROMIUM}`)

export default defineConfig({
  test: {
    maxWorkers: 3, // many tests wait for time limits, so that more files than cores run at once
    projects: [
      {
        test: {
          name: 'node',
          globalSetup: 'apps/server/test/support/global-setup.ts',
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
      },
      ...(isWithoutChromium ? [] : ['apps/console']),
    ],
  },
})
