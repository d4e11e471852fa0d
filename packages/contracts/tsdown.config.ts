import { defineConfig, type UserConfig } from 'tsdown'

const shared: UserConfig = {
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: false,
  sourcemap: true,
  dts: true,
}

// Schemas and operations share files. The annotation lets the bundler remove the operations from the entry for schemas.
const pureOperations = {
  name: 'pure-operations',
  transform: (code: string) => ({
    code: code.replaceAll(/\boperation\(\{/g, '/* @__PURE__ */ operation({'),
    map: null, // lines do not move
  }),
}

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts' } },
  { ...shared, entry: { schemas: 'src/schemas.ts' }, clean: false, plugins: [pureOperations] },
])
