import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { CHROMIUM, FLAGS } from '../server/test/support/chromium.ts'

/** The tests of components, which run in a browser. */
export default defineConfig({
  plugins: [react()],
  // Found at the start: what is found later reloads the page, with a second React.
  optimizeDeps: {
    include: [
      'react',
      'react-dom/client',
      'react/jsx-dev-runtime',
      '@base-ui/react/dialog',
      '@base-ui/react/menu',
      '@tanstack/react-query',
      '@tanstack/react-router',
      'lucide-react',
      'vitest-browser-react',
    ],
  },
  test: {
    name: 'components',
    include: ['test/components/**/*.test.tsx'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath: CHROMIUM, args: FLAGS } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
