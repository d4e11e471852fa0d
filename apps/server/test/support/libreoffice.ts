import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { removeFolder, temporaryFolder } from './temporary-folder.ts'

const SOFFICE = process.env['SOFFICE_PATH'] ?? '/usr/bin/soffice'

/** Whether tests with LibreOffice are skipped. */
export const isWithoutLibreOffice = !existsSync(SOFFICE) && process.env['LIBREOFFICE_REQUIRED'] === undefined

/** Opens CSV files whose cells are separated by these signs, and returns each as a flat OpenDocument spreadsheet. */
export async function openInLibreOffice(files: readonly { bytes: Uint8Array; separator: string }[]): Promise<string[]> {
  const folder = await temporaryFolder()
  const opened: string[] = []
  for (const [index, { bytes, separator }] of files.entries()) {
    await writeFile(join(folder, `${index}.csv`), bytes)
    const filter = `CSV:${separator.charCodeAt(0)},34,76,1` // quotes, UTF-8, from the first line on
    const profile = `-env:UserInstallation=file://${folder}/profile`
    const args = [profile, '--headless', `--infilter=${filter}`, '--convert-to', 'fods', `${index}.csv`]
    await promisify(execFile)(SOFFICE, args, { cwd: folder, timeout: 60_000 })
    opened.push(await readFile(join(folder, `${index}.fods`), 'utf8'))
  }
  await removeFolder(folder)
  return opened
}
