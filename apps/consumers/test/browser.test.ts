import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { isWithoutChromium, useChromium } from './chromium.ts'
import { freshProject } from './fresh-project.ts'
import { REPOSITORY, run, tool } from './run.ts'

const pages = inject('pagesFolder')
const [pagesUrl, serviceUrl] = [inject('pagesUrl'), inject('serviceUrl')]

describe.skipIf(isWithoutChromium)('in Chromium, with the service on another origin', () => {
  const open = useChromium()
  const visited = { version: 1, subject: 'From a browser', items: 1, fields: ['subject'], isUnreached: true }

  describe('bundled with esbuild', async () => {
    let isBundled: Promise<void> | undefined
    const bundled = () => (isBundled ??= bundle())

    it('works in a page', async () => {
      await bundled()
      const page = await open(`${pagesUrl}/esbuild/page.html`)
      expect(await page.evaluate(`visit('${serviceUrl}')`)).toEqual(visited)
    })

    it('works in a worker', async () => {
      await bundled()
      const page = await open(`${pagesUrl}/esbuild/page.html`)
      const answer = `new Promise((resolve) => {
        const worker = new Worker('worker.js', { type: 'module' })
        worker.onmessage = ({ data }) => resolve(data)
        worker.postMessage('${serviceUrl}')
      })`
      expect(await page.evaluate(answer)).toEqual(visited)
    })
  })

  it('a React page built with Vite lists and creates tickets, and shows invalid fields', async () => {
    const react = ['react@19', 'react-dom@19', '@types/react@19', '@types/react-dom@19', '@tanstack/react-query@5']
    const project = await freshProject('react', ['@kinconecta/support-client', ...react])
    const vite = [tool('vite/bin/vite.js'), 'build', '--base', '/react/', '--outDir', join(pages, 'react')]
    await Promise.all([
      run(process.execPath, [tool('typescript-5.9/bin/tsc')], { cwd: project }),
      run(process.execPath, [...vite, '--emptyOutDir'], { cwd: project }),
    ])
    const page = await open(`${pagesUrl}/react/index.html?support=${serviceUrl}`)
    const subject = `From React ${Date.now()}`
    await page.getByRole('button').click()
    await page.getByRole('alert').filter({ hasText: 'Too small' }).waitFor()
    await page.getByRole('textbox').fill(subject)
    await page.getByRole('button').click()
    await page.getByText(subject).waitFor()
    expect(await page.getByRole('listitem').allTextContents()).toContain(subject)
  })

  it('the contact form of examples/ shows errors under its fields, and creates a ticket', async () => {
    const form = await readFile(join(REPOSITORY, 'examples/contact-form.html'), 'utf8')
    await mkdir(join(pages, 'examples'))
    await writeFile(join(pages, 'examples/contact-form.html'), form.replace('http://127.0.0.1:8080', serviceUrl))
    await cp(join(REPOSITORY, 'packages/client/dist'), join(pages, 'packages/client/dist'), { recursive: true })
    const page = await open(`${pagesUrl}/examples/contact-form.html`)
    await page.getByLabel('Name').fill('Ana Torres')
    await page.getByLabel('E-mail').fill('ana@example.com')
    await page.getByLabel('Message').fill('¿Puedo cambiar la fecha?')
    await page.getByRole('button').click()
    await page.locator('[name=subject] + output').filter({ hasText: 'Too small' }).waitFor()
    await page.getByLabel('Subject').fill('Cambio de fecha')
    await page.getByRole('button').click()
    await page.getByText('Thank you.').waitFor()
    expect(await page.locator('form').textContent()).toMatch(/Your ticket is number \d+/)
  })
})

/** Bundles a page and a worker with the function `visit`. */
async function bundle(): Promise<void> {
  const project = await freshProject('browser', ['@kinconecta/support-client'])
  const folder = join(pages, 'esbuild')
  await run(
    tool('esbuild/bin/esbuild'),
    ['page.js', 'worker.js', '--bundle', '--minify', '--format=esm', '--target=es2022', `--outdir=${folder}`],
    { cwd: project },
  )
  await writeFile(join(folder, 'page.html'), '<!doctype html><script type="module" src="page.js"></script>')
}
