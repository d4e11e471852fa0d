import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { StartupError } from '../startup-error.ts'
import type { PostgresAccount } from './postgres-account.ts'

const START_TIMEOUT_MS = 30_000

/**
 * Starts Postgres and waits until it accepts connections. Rejects with a StartupError if it ends before that, with the
 * errors of its log, or if it does not accept connections within 30 s.
 */
export async function startServer(
  account: PostgresAccount,
  logFile: string,
  args: string[],
  connectionString: string,
): Promise<ChildProcess> {
  const child = await launch(account, logFile, 'postgres', args)
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(20)) {
    if (child.exitCode !== null) throw new StartupError(`Postgres could not start: ${await lastErrors(logFile)}`)
    if (await isAccepting(connectionString)) return child
    if (Date.now() > deadline) {
      child.kill('SIGQUIT')
      throw new StartupError(`Postgres did not start within ${START_TIMEOUT_MS / 1000} s; its log is ${logFile}`)
    }
  }
}

async function isAccepting(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * Replaces the shell with the program. A background job reads a line from a pipe of this process. If this process ends
 * without writing one, for example after `kill -9`, the read fails, and the job stops the program.
 */
const RUN_UNTIL_OWNER_ENDS = '{ read -r _ <&3 || kill -INT $$; } & exec "$@" 3<&-'

/**
 * Runs a program of the installation, which stops when this process ends. It runs in its own session, so that
 * Ctrl-C in a terminal only reaches this process, which then stops the program in its shutdown. Output is written to
 * `logFile`.
 */
export async function launch(
  account: PostgresAccount,
  logFile: string,
  program: string,
  args: string[],
): Promise<ChildProcess> {
  const log = await open(logFile, 'w', 0o600)
  const command = [join(account.installation, 'bin', program), ...args]
  const { uid, gid } = account
  const child = spawn('/bin/sh', ['-c', RUN_UNTIL_OWNER_ENDS, 'sh', ...command], {
    ...(uid !== undefined && gid !== undefined && { uid, gid }),
    cwd: '/',
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'pipe'],
  })
  const lifeline = child.stdio[3] as Writable
  lifeline.on('error', () => {})
  child.once('exit', () => lifeline.end('exited\n'))
  await once(child, 'spawn')
  await log.close()
  return child
}

/** Resolves when the process has ended, at once if it has ended before. */
export async function exited(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** The last errors in the log of Postgres, without their timestamps. Its last two lines if it has no errors. */
export async function lastErrors(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trim().split('\n')
  const reasons = lines.filter((line) => /FATAL|PANIC|error:|HINT|DETAIL/.test(line))
  const text = (reasons.length > 0 ? reasons : lines.slice(-2)).slice(-3).join('; ')
  return text.replace(/\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] /g, '')
}
