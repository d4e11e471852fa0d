import { defineConfig, type UserConfig } from 'tsdown'

const shared: UserConfig = {
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: false,
  sourcemap: true,
  dts: true,
}

// Schemas and operations share files. Marked as without effect, the operations fall out of the entry that names none.
const pureOperations = {
  name: 'pure-operations',
  transform: (code: string) => ({
    code: code.replaceAll(/\boperation\(\{/g, '/* @__PURE__ */ operation({'),
    map: null, // no line moves
  }),
}

export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts' } },
  { ...shared, entry: { schemas: 'src/schemas.ts' }, clean: false, plugins: [pureOperations] },
])
