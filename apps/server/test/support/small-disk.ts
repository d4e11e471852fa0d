import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll } from 'vitest'

/** The folder of a disk of its own with this size (`512k`); undefined where this machine lets nobody mount one. */
export function smallDisk(size: string): string | undefined {
  const folder = mkdtempSync('/tmp/kin-support-disk-')
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  afterAll(() => {
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}
