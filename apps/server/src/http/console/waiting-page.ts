const REFRESH_S = 2

/** The page that is sent while the console is being built, and if it could not be built. It refreshes itself. */
export function waitingPage(docsPath: string, failure: string | undefined): string {
  const [title, text] = failure
    ? ['The console could not be built', 'The log of the server has the reason. <code>npx pnpm build</code> builds it.']
    : ['The console is being built', 'This takes a few seconds after the first start. The page opens by itself.']
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="${REFRESH_S}">
<title>${title}</title>
<main>
<h1>${title}</h1>
<p>${text}</p>
<p>The API works meanwhile: <a href="${docsPath}">reference</a>.</p>
</main>
</html>`
}
