import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as contracts from '@kinconecta/support-contracts'
import ts from '@typescript/typescript6'
import { z } from 'zod'

const CONTRACTS = '@kinconecta/support-contracts'
const SCHEMAS: Record<string, unknown> = { ...contracts }
const PACKAGES = fileURLToPath(new URL('../../', import.meta.url))

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  strict: true,
  allowImportingTsExtensions: true,
  declaration: true,
  emitDeclarationOnly: true,
  types: ['node'],
  rootDir: PACKAGES,
  // Resolves to the sources of the contract, so that its declarations are written too.
  paths: { [CONTRACTS]: [fileURLToPath(import.meta.resolve(CONTRACTS))] },
}

/**
 * Writes the declarations of `entries` and of the contract into `folder`, without zod: a type that is inferred from a
 * schema is expanded, with the descriptions of the schema as docstrings, and the schema itself is removed.
 */
export function writeDeclarations(entries: string[], folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const program = ts.createProgram(entries, { ...OPTIONS, outDir: folder })
  const { diagnostics } = program.emit(undefined, writeLinked(folder), undefined, true, {
    afterDeclarations: [withoutSchemas(program.getTypeChecker())],
  })
  const [problem] = diagnostics
  if (problem) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))
}

/** Writes a file whose imports a bundler can resolve: relative paths that end in `.js`. */
function writeLinked(folder: string): ts.WriteFileCallback {
  return (path, text) => {
    const contract = relative(dirname(path), `${folder}/contracts/src/index.js`)
    mkdirSync(dirname(path), { recursive: true })
    const linked = text.replaceAll(new RegExp(`(?<=['"])${CONTRACTS}(?=['"])`, 'g'), contract)
    // TypeScript before 5.6 knows AsyncIterable with one parameter only.
    const portable = linked.replaceAll('>, any, any>', '>>')
    writeFileSync(path, portable.replaceAll(/(['"]\.[^'"]+)\.ts(?=['"])/g, '$1.js'))
  }
}

function withoutSchemas(checker: ts.TypeChecker): ts.TransformerFactory<ts.SourceFile | ts.Bundle> {
  return () => (file) => {
    if (ts.isBundle(file)) return file
    // A constant with the same name as a type is the schema of the type.
    const types = file.statements.filter(
      (statement) => isInferredFromValue(statement) || ts.isInterfaceDeclaration(statement),
    )
    const typeNames = new Set(types.map((type) => type.name.text))
    const statements = file.statements.flatMap((statement): ts.Statement[] => {
      if (isInferredFromValue(statement)) return [expanded(statement, checker)]
      return isImportOfZod(statement) || declaresOneOf(statement, typeNames) ? [] : [statement]
    })
    return ts.factory.updateSourceFile(file, statements)
  }
}

/** Matches `z.infer<typeof Ticket>`, `keyof typeof ERRORS`, and mapped types over the operations of the router. */
function isInferredFromValue(statement: ts.Statement): statement is ts.TypeAliasDeclaration {
  if (!ts.isTypeAliasDeclaration(statement)) return false
  const { type, typeParameters } = statement
  if (ts.isMappedTypeNode(type)) return typeParameters === undefined
  if (ts.isTypeOperatorNode(type)) return ts.isTypeQueryNode(type.type)
  return ts.isTypeReferenceNode(type) && (type.typeArguments ?? []).some(ts.isTypeQueryNode)
}

function isImportOfZod(statement: ts.Statement): boolean {
  if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return false
  return statement.moduleSpecifier.text === 'zod'
}

function declaresOneOf(statement: ts.Statement, names: Set<string>): boolean {
  if (!ts.isVariableStatement(statement)) return false
  return statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && names.has(name.text))
}

function expanded(alias: ts.TypeAliasDeclaration, checker: ts.TypeChecker): ts.Statement {
  const flags = ts.NodeBuilderFlags.NoTruncation | ts.NodeBuilderFlags.InTypeAlias
  const source = ts.getOriginalNode(alias) as ts.TypeAliasDeclaration
  const type = checker.typeToTypeNode(checker.getTypeAtLocation(source.name), source, flags)
  if (!type) throw new Error(`The type ${alias.name.text} cannot be expanded`)
  const { modifiers, name } = alias
  const members = ts.isTypeLiteralNode(type) && type.members.map((member) => withDescription(member, name.text))
  const statement = members
    ? ts.factory.createInterfaceDeclaration(modifiers, name, undefined, undefined, members)
    : ts.factory.createTypeAliasDeclaration(modifiers, name, undefined, type)
  return ts.setCommentRange(statement, ts.getCommentRange(alias))
}

function withDescription(member: ts.TypeElement, typeName: string): ts.TypeElement {
  const schema = SCHEMAS[typeName]
  if (!(schema instanceof z.ZodObject) || !member.name || !ts.isIdentifier(member.name)) return member
  const description = descriptionOf(schema.shape[member.name.text])
  if (!description) return member
  return ts.addSyntheticLeadingComment(member, ts.SyntaxKind.MultiLineCommentTrivia, `* ${description} `, true)
}

/** Returns the description of a schema, or of the wrapped schema if it only adds optional or null. */
function descriptionOf(schema: unknown): string | undefined {
  if (!(schema instanceof z.ZodType)) return undefined
  const isWrapper = schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
  return schema.meta()?.description ?? (isWrapper ? descriptionOf(schema.unwrap()) : undefined)
}
