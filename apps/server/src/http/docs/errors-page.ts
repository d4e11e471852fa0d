/** Converts docs/errors.md to HTML. Supports only the Markdown of that file: headings, paragraphs, lists, `code`. */
export function errorsPage(markdown: string): string {
  const blocks = markdown
    .trim()
    .split(/\n{2,}/)
    .map(block)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kin Support: errors</title>
<style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}:target{background:#fffbe6}</style>
${blocks.join('\n')}</html>`
}

function block(text: string): string {
  const heading = /^(#+) (.*)$/.exec(text)
  if (heading)
    return `<h${heading[1]!.length} id="${escape(heading[2]!)}">${inline(heading[2]!)}</h${heading[1]!.length}>`
  if (text.startsWith('- '))
    return `<ul>${text
      .slice(2)
      .split('\n- ')
      .map((item) => `<li>${inline(item)}</li>`)
      .join('')}</ul>`
  return `<p>${inline(text)}</p>`
}

function inline(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
