import { readFileSync } from 'node:fs'

const POLL_MS = 500
const MAX_DEPTH = 8

interface Ancestor {
  pid: number
  parent: number
  /** The start time of the process. Together with the pid it identifies the process, because pids are reused. */
  startedAt: string
}

/**
 * Calls `onGone` when the npx that started this process, or a program between npx and this process, has ended. On
 * SIGTERM npx ends at once and does not forward the signal, so this process would otherwise continue as an orphan.
 * Needs /proc; does nothing on systems without it.
 */
export function watchLauncher(onGone: () => void): void {
  const chain = programsUpToNpx()
  if (chain.length === 0) return
  const timer = setInterval(() => {
    if (chain.every(({ pid, startedAt }) => read(pid)?.startedAt === startedAt)) return
    clearInterval(timer)
    onGone()
  }, POLL_MS).unref()
}

function programsUpToNpx(): Ancestor[] {
  const chain: Ancestor[] = []
  for (let pid = process.ppid; pid > 1 && chain.length < MAX_DEPTH;) {
    const ancestor = read(pid)
    if (!ancestor) return []
    chain.push(ancestor)
    if (isNpx(pid)) return chain
    pid = ancestor.parent
  }
  return []
}

function read(pid: number): Ancestor | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ') // the name may contain spaces and ")"
    return { pid, parent: Number(fields[1]), startedAt: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function isNpx(pid: number): boolean {
  try {
    return /npm exec|npx/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '))
  } catch {
    return false
  }
}
