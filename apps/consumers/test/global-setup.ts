// Publishes both packages to a local registry, and starts a service and a server for pages that call it.
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
    /** Files in this folder are served under `pagesUrl`. */
    pagesFolder: string
    pagesUrl: string
  }
}

type Closing = (() => Promise<void>)[]

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const closing: Closing = []
  const close = async () => {
    for (const end of closing.toReversed()) await end()
  }
  try {
    await start(project, closing)
    return close
  } catch (error) {
    await close()
    throw error
  }
}

async function start(project: TestProject, closing: Closing): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kin-support-consumers-'))
  closing.push(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755) // the account of Postgres must be able to reach its data
  const [projects, pages, packages] = ['projects', 'pages', 'registry'].map((name) => join(folder, name))
  for (const path of [projects!, pages!, packages!]) await mkdir(path)
  await buildAll()
  const { url: pagesUrl } = await stopLater(servePages(pages!), closing)
  const { url: serviceUrl } = await stopLater(startService(join(folder, 'data'), pagesUrl), closing)
  const { url: registryUrl } = await stopLater(startRegistry(packages!), closing)
  for (const name of ['contracts', 'client']) {
    await publish(join(REPOSITORY, 'packages', name), registryUrl, packages!)
  }
  const context = { registryUrl, projectsFolder: projects!, serviceUrl, pagesFolder: pages!, pagesUrl }
  for (const [key, value] of Object.entries(context)) project.provide(key as keyof typeof context, value)
}

async function buildAll(): Promise<void> {
  const tools = run('npx', ['pnpm', 'install', '--frozen-lockfile'], { cwd: join(REPOSITORY, 'apps/consumers/tools') })
  await Promise.all([tools, run('npx', ['pnpm', 'build'], { cwd: REPOSITORY })])
}

async function stopLater<Started extends { stop(): Promise<void> }>(
  starting: Promise<Started>,
  closing: Closing,
): Promise<Started> {
  const started = await starting
  closing.push(() => started.stop())
  return started
}
