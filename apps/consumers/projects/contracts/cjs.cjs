const { operations, supportRouter } = require('@kinconecta/support-contracts')
const document = require('@kinconecta/support-contracts/openapi.json')
const { TicketCreate } = require('@kinconecta/support-contracts/schemas')

const found = TicketCreate.safeParse({ fullName: 'Ana', email: 'ana@example.com', subject: '', message: 'Hola' })
const procedures = Object.keys(supportRouter._def.procedures)
console.log(
  JSON.stringify({
    fields: found.error.issues.map(({ path }) => path[0]),
    openapi: document.openapi,
    isWhole: procedures.length === operations.filter(({ isRpc }) => isRpc).length,
  }),
)
