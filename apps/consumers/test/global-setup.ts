// Publishes both packages to a registry of their own, and starts a service and an origin for pages that call it.
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { servePages } from './pages.ts'
import { publish, startRegistry } from './registry.ts'
import { REPOSITORY, run } from './run.ts'
import { startService } from './service.ts'

declare module 'vitest' {
  interface ProvidedContext {
    registryUrl: string
    projectsFolder: string
    serviceUrl: string
    /** Where pages are put to be served under `pagesUrl`. */
    pagesFolder: string
    pagesUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'kin-support-consumers-'))
  await chmod(folder, 0o755) // the account that Postgres runs as has to reach its data
  const [pagesFolder, projectsFolder] = [join(folder, 'pages'), join(folder, 'projects')]
  await Promise.all([mkdir(pagesFolder), mkdir(projectsFolder)])
  const pages = await servePages(pagesFolder)
  const [service, registry] = await Promise.all([
    startService(join(folder, 'data'), pages.url),
    publishAll(join(folder, 'registry')),
  ])
  project.provide('registryUrl', registry.url)
  project.provide('projectsFolder', projectsFolder)
  project.provide('serviceUrl', service.url)
  project.provide('pagesFolder', pagesFolder)
  project.provide('pagesUrl', pages.url)
  return async () => {
    await Promise.all([service.stop(), registry.stop(), pages.stop()])
    await rm(folder, { recursive: true, force: true })
  }
}

async function publishAll(folder: string) {
  await mkdir(folder)
  await Promise.all([
    run('npx', ['pnpm', 'install', '--frozen-lockfile'], { cwd: join(REPOSITORY, 'apps/consumers/tools') }),
    run('npx', ['pnpm', 'build'], { cwd: REPOSITORY }),
  ])
  const registry = await startRegistry(folder)
  for (const name of ['contracts', 'client']) await publish(join(REPOSITORY, 'packages', name), registry, folder)
  return registry
}
