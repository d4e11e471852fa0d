import { createRequire } from 'node:module'
import { operations, supportRouter } from '@kinconecta/support-contracts'
import { TicketCreate } from '@kinconecta/support-contracts/schemas'

const document = createRequire(import.meta.url)('@kinconecta/support-contracts/openapi.json')
const found = TicketCreate.safeParse({ fullName: 'Ana', email: 'ana@example.com', subject: '', message: 'Hola' })
const procedures = Object.keys(supportRouter._def.procedures)
console.log(
  JSON.stringify({
    fields: found.error.issues.map(({ path }) => path[0]),
    openapi: document.openapi,
    isWhole: procedures.length === operations.filter(({ isRpc }) => isRpc).length,
  }),
)
