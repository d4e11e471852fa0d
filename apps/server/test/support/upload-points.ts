// Preloaded with `node --import`: writes each point that an upload reaches into POINTS_FILE, and kills the process at
// the point that CRASH_AT names.
import { appendFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { ServerResponse } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import pg from 'pg'

export const POINTS = [
  'bytes written',
  'file flushed',
  'renamed',
  'folder flushed',
  'rows inserted',
  'before COMMIT',
  'after COMMIT',
  'answered',
] as const
type Point = (typeof POINTS)[number]

type Call = (this: unknown, ...args: unknown[]) => unknown

const { CRASH_AT, POINTS_FILE } = process.env

function reached(point: Point): void {
  if (POINTS_FILE) appendFileSync(POINTS_FILE, `${point}\n`)
  if (CRASH_AT === point) process.kill(process.pid, 'SIGKILL')
}

/** Replaces a function by one that calls `before` first, and `after` when its work has succeeded. */
function watch(
  target: object,
  name: string,
  before: (args: unknown[], self: unknown) => void,
  after: (args: unknown[], self: unknown) => void,
): void {
  const functions = target as Record<string, Call>
  const original = functions[name]!
  functions[name] = function (this: unknown, ...args) {
    before(args, this)
    const callback = args.at(-1)
    if (typeof callback === 'function') {
      const observed = (error: unknown, ...results: unknown[]) => {
        if (!error) after(args, this)
        return (callback as Call)(error, ...results)
      }
      return original.apply(this, [...args.slice(0, -1), observed])
    }
    const result = original.apply(this, args)
    if (!(result instanceof Promise)) return result
    return result.then((value: unknown) => {
      after(args, this)
      return value
    })
  }
}

const nothing = () => {}

if (CRASH_AT ?? POINTS_FILE) {
  let isUpload = false
  let isRenamed = false
  const during = (point: () => Point) => () => {
    if (isUpload) reached(point())
  }
  const handle = await fs.open(import.meta.filename)
  const prototype = Object.getPrototypeOf(handle) as object
  await handle.close()
  watch(
    prototype,
    'writev',
    nothing,
    during(() => 'bytes written'),
  )
  watch(
    prototype,
    'sync',
    nothing,
    during(() => (isRenamed ? 'folder flushed' : 'file flushed')),
  )
  watch(fs, 'open', ([path]) => (isUpload ||= String(path).includes('/drafts/')), nothing)
  watch(fs, 'rename', nothing, () => {
    isRenamed = true
    reached('renamed')
  })
  syncBuiltinESMExports()

  const text = ([query]: unknown[]) => (query as { text?: string })?.text ?? ''
  let connection: unknown // of the upload: others commit too
  watch(
    pg.Client.prototype,
    'query',
    (args, self) => self === connection && text(args) === 'commit' && reached('before COMMIT'),
    (args, self) => {
      if (isUpload && text(args).startsWith('insert into "stored_files"')) {
        connection = self
        reached('rows inserted')
      }
      if (self === connection && text(args) === 'commit') reached('after COMMIT')
    },
  )
  watch(ServerResponse.prototype, 'writeHead', ([status]) => isUpload && status === 201 && reached('answered'), nothing)
}
