// Starts one Postgres for all test files, with a migrated database that each test file clones.
import { join } from 'node:path'
import { sql } from 'kysely'
import type { TestProject } from 'vitest/node'
import { openDatabase } from '../../src/platform/database/connection.ts'
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/embedded-postgres.ts'
import { migrate } from '../../src/platform/database/migrate.ts'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'

export const TEMPLATE = 'kin_template'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await temporaryFolder()
  const postgres = await startEmbeddedPostgres(join(folder, 'data'), { fsync: 'off', max_connections: '200' })
  const admin = openDatabase(postgres.connectionString, { maxConnections: 1, hasTimeouts: false })
  await sql`create database ${sql.ref(TEMPLATE)}`.execute(admin)
  await admin.destroy()
  const template = openDatabase(databaseUrl(postgres.connectionString, TEMPLATE), {
    maxConnections: 1,
    hasTimeouts: false,
  })
  await migrate(template)
  await template.destroy()
  project.provide('postgresUrl', postgres.connectionString)
  return async () => {
    await postgres.stop()
    await removeFolder(folder)
  }
}

/** The connection string of another database on the same server. */
export function databaseUrl(postgresUrl: string, name: string): string {
  return postgresUrl.replace('/postgres?', `/${name}?`)
}
