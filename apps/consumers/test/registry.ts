import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { run, tool } from './run.ts'

/** An npm registry on loopback. */
export interface Registry {
  url: string
  stop(): Promise<void>
}

/** Starts a Verdaccio that stores packages in `folder`, accepts them from everyone and uses no other registry. */
export async function startRegistry(folder: string): Promise<Registry> {
  const { runServer } = createRequire(import.meta.url)(tool('verdaccio')) as {
    runServer: (config: object) => Promise<Server>
  }
  const server = await runServer({
    storage: `${folder}/storage`,
    configPath: `${folder}/config.yaml`,
    auth: { htpasswd: { file: `${folder}/htpasswd` } },
    uplinks: {},
    packages: { '**': { access: '$all', publish: '$all' } },
    web: { enable: false },
    log: { type: 'stdout', format: 'pretty', level: 'fatal' },
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop }
}

/** Publishes the package in `folder` with `pnpm publish`, as in a release. */
export async function publish(folder: string, registryUrl: string, home: string): Promise<void> {
  const userconfig = `${home}/.npmrc`
  await writeFile(userconfig, `${registryUrl.replace(/^http:/, '')}:_authToken=anyone\n`)
  const args = ['pnpm', 'publish', '--no-git-checks', '--registry', registryUrl]
  await run('npx', args, { cwd: folder, env: { NPM_CONFIG_USERCONFIG: userconfig } })
}
