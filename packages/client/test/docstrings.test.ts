import { fileURLToPath } from 'node:url'
import ts from '@typescript/typescript6'
import { expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const entries = Object.values(manifest.exports).map((path) => fileURLToPath(new URL(`../${path}`, import.meta.url)))
const program = ts.createProgram(entries, {
  target: ts.ScriptTarget.ES2024,
  module: ts.ModuleKind.NodeNext,
  allowImportingTsExtensions: true,
  types: [],
})
const checker = program.getTypeChecker()

// The exports of the entries except the types of the contract, and their methods.
const exported = entries.flatMap((path) => exportsOf(path)).filter(isOwn)
const methods = exported.flatMap((symbol) => [...(symbol.members?.values() ?? [])]).filter(isPublicMethod)

it('every export and every method has a docstring', () => {
  const undocumented = [...exported, ...methods].filter(
    (symbol) => symbol.getDocumentationComment(checker).length === 0,
  )
  expect(undocumented.map(nameOf)).toEqual([])
})

it('every operation has an example', () => {
  const operations = methods.filter((symbol) => /^(Tickets|Attachments|Events|Webhooks|Desk\w+)\./.test(nameOf(symbol)))
  expect(operations.length).toBeGreaterThanOrEqual(45)
  const withoutExample = operations.filter((symbol) => !symbol.getJsDocTags().some(({ name }) => name === 'example'))
  expect(withoutExample.map(nameOf)).toEqual([])
})

function exportsOf(path: string): ts.Symbol[] {
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!)
  return symbols.map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
}

function isOwn({ declarations = [] }: ts.Symbol): boolean {
  return declarations.every((node) => node.getSourceFile().fileName.includes('/client/src/'))
}

function isPublicMethod({ declarations = [] }: ts.Symbol): boolean {
  const [method] = declarations
  if (!method || (!ts.isMethodDeclaration(method) && !ts.isMethodSignature(method))) return false
  return ts.isIdentifier(method.name) && (ts.getCombinedModifierFlags(method) & ts.ModifierFlags.Private) === 0
}

function nameOf({ name, declarations }: ts.Symbol): string {
  const { name: owner } = (declarations?.[0]?.parent ?? {}) as Partial<ts.NamedDeclaration>
  return owner ? `${owner.getText()}.${name}` : name
}
