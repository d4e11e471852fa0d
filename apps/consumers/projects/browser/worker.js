import { visit } from './visit.js'

globalThis.onmessage = async ({ data }) => postMessage(await visit(data))
