import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { afterAll } from 'vitest'

/** Mounts a disk of this size (such as `512k`) and returns its folder; undefined if mounting is not permitted. */
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
