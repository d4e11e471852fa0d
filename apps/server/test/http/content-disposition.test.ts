import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { dispositionOf } from '../../src/http/downloads/content-disposition.ts'
import { useService } from '../support/harness.ts'
import { named, pdf } from '../support/sample-files.ts'
import { ATTACHMENTS, filesOf } from '../support/stored-files.ts'
import { removeFolder, temporaryFolder } from '../support/temporary-folder.ts'

const service = useService()
const { upload } = filesOf(service)

it.each([
  ['informe.pdf', 'attachment; filename=informe.pdf'],
  ['mi informe.pdf', 'attachment; filename="mi informe.pdf"'],
  ['Reservación.pdf', `attachment; filename=Reservacion.pdf; filename*=UTF-8''Reservaci%C3%B3n.pdf`],
  ['año “1”.pdf', `attachment; filename=ano_1_.pdf; filename*=UTF-8''a%C3%B1o%20%E2%80%9C1%E2%80%9D.pdf`],
  ['a"b\\c.pdf', `attachment; filename=a_b_c.pdf; filename*=UTF-8''a%22b%5Cc.pdf`],
  ['100%25.pdf', `attachment; filename=100_25.pdf; filename*=UTF-8''100%2525.pdf`],
  ['日本.pdf', `attachment; filename=_.pdf; filename*=UTF-8''%E6%97%A5%E6%9C%AC.pdf`],
])('Content-Disposition of %s', (name, header) => {
  expect(dispositionOf(name, 'attachment')).toBe(header)
})

it.each([
  ['Reservación.pdf', 'Reservacion.pdf'],
  ['mi informe.pdf', 'mi informe.pdf'],
])('curl -O -J saves %s as %s', async (name, saved) => {
  const { json } = await upload(named(name, pdf))
  const folder = await temporaryFolder()
  const url = `${service.url}${ATTACHMENTS}/${json.attachmentId}/file`
  await promisify(execFile)('curl', ['-s', '-O', '-J', url], { cwd: folder })
  expect(await readdir(folder)).toEqual([saved])
  await removeFolder(folder)
})
