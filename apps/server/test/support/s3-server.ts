import { createRequire } from 'node:module'
import { afterAll, beforeAll } from 'vitest'
import type { S3Options } from '../../src/platform/storage/s3-client.ts'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'

interface Request {
  app: object
  path: string
}

interface Server {
  middleware: ((context: Request, next: () => unknown) => unknown)[]
  run(): Promise<{ port: number }>
  close(): Promise<void>
}

// The package has no types.
const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => Server

/**
 * Starts an S3 server in this process that verifies SigV4 signatures: @20minutes/s3rver, the maintained fork of s3rver.
 * Call it before `useService` and pass the returned options to it.
 */
export function useS3(): S3Options {
  const options: S3Options = {
    bucket: 'kin-support',
    region: 'us-east-1',
    endpoint: '',
    prefix: 'test/',
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  }
  let stop: () => Promise<void>
  beforeAll(async () => {
    const directory = await temporaryFolder()
    const server = new S3rver({ port: 0, silent: true, directory, configureBuckets: [{ name: options.bucket }] })
    // s3rver computes the signature of a bucket's URL without the trailing slash, and the SDK with it. So wrong
    // signatures are accepted for listings, and only for them.
    server.middleware.unshift((context, next) => {
      const isList = context.path === `/${options.bucket}/`
      context.app = Object.create(context.app, { allowMismatchedSignatures: { value: isList } })
      return next()
    })
    const { port } = await server.run()
    options.endpoint = `http://127.0.0.1:${port}`
    stop = async () => {
      await server.close()
      await removeFolder(directory)
    }
  })
  afterAll(() => stop())
  return options
}
