import { readdir, readFile, writeFile } from 'node:fs/promises'

const TICKS_PER_SECOND = 100
const RESET_PEAK = '5'

/** The CPU time that a process has used so far, in seconds; 0 without /proc. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = await statOf(pid)
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND
}

/** The CPU time of a process and its children, including those that have ended, in seconds. */
export async function familyCpuSeconds(pid: number): Promise<number> {
  const fields = await statOf(pid)
  const ended = (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / TICKS_PER_SECOND
  const children = await Promise.all((await childrenOf(pid)).map(cpuSeconds))
  return children.reduce((sum, seconds) => sum + seconds, ended + (await cpuSeconds(pid)))
}

/** The resident memory of a process in bytes: now, and its peak since the start or since {@link resetPeak}. */
export async function memoryOf(pid: number): Promise<{ bytes: number; peakBytes: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kib = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0)
  return { bytes: kib('VmRSS') * 1024, peakBytes: kib('VmHWM') * 1024 }
}

export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, RESET_PEAK).catch(() => {})
}

async function childrenOf(pid: number): Promise<number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)
  const parents = await Promise.all(pids.map(async (child) => Number((await statOf(child))[1])))
  return pids.filter((_, index) => parents[index] === pid)
}

/** The fields of /proc/<pid>/stat after the name, which may contain spaces and parentheses. */
async function statOf(pid: number): Promise<string[]> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
