import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  base: './', // the server adds the path at which it serves the console
  build: {
    target: 'es2023',
    cssCodeSplit: false, // one file of 3 kB
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
})
