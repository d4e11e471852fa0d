// The baseline: an optimized hand-written Fastify route with its own table (`tickets-table.ts`). It uses named prepared
// statements, type parsers instead of Date, and responses serialized with a response schema. It has no validation,
// access control, limits or idempotency keys. Its argument is the connection string of the database.
import Fastify from 'fastify'
import pg from 'pg'

const { INT8, TIMESTAMPTZ } = pg.types.builtins
pg.types.setTypeParser(INT8, Number)
pg.types.setTypeParser(TIMESTAMPTZ, (text) => `${text.slice(0, 10)}T${text.slice(11, 19)}`)

const COLUMNS = `ticket_id as "ticketId", user_id as "userId", role_context as "roleContext", full_name as "fullName",
  email, subject, category, message, status, created_at as "createdAt", updated_at as "updatedAt"`

const FIND = { name: 'find', text: `select ${COLUMNS} from baseline.tickets where ticket_id = $1` }
const LIST = {
  name: 'list',
  text: `select ${COLUMNS} from baseline.tickets where ticket_id >= $1 order by ticket_id limit $2`,
}
const SEARCH = {
  name: 'search',
  text: `select ${COLUMNS} from baseline.tickets
    where to_tsvector('spanish', subject || ' ' || message) @@ websearch_to_tsquery('spanish', $1)
    order by ticket_id desc limit $2`,
}
const INSERT = {
  name: 'insert',
  text: `insert into baseline.tickets (user_id, role_context, full_name, email, subject, category, message)
    values ($1, coalesce($2, 'GUEST'::role_context), $3, $4, $5, coalesce($6, 'GENERAL'::ticket_category), $7)
    returning ${COLUMNS}`,
}

const string = { type: 'string' }
const integer = { type: 'integer' }
const properties = {
  ticketId: integer,
  userId: { type: 'integer', nullable: true },
  roleContext: string,
  fullName: string,
  email: string,
  subject: string,
  category: string,
  message: string,
  status: string,
  createdAt: string,
  updatedAt: string,
}
const ticket = { type: 'object', properties, required: Object.keys(properties) }

interface NewTicket {
  userId?: number
  roleContext?: string
  fullName: string
  email: string
  subject: string
  category?: string
  message: string
}

interface Page {
  limit: number
  ticketIdFrom?: number
  q?: string
}

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10, options: '-c TimeZone=UTC' })
const app = Fastify()

app.route<{ Params: { id: number } }>({
  method: 'GET',
  url: '/api/support_tickets/:id',
  schema: { response: { 200: ticket } },
  async handler({ params }, reply) {
    const { rows } = await pool.query({ ...FIND, values: [params.id] })
    return rows[0] ?? reply.code(404).send({ message: 'Ticket not found' })
  },
})

app.route<{ Querystring: Page }>({
  method: 'GET',
  url: '/api/support_tickets',
  schema: { response: { 200: { type: 'array', items: ticket } } },
  async handler({ query: { limit, ticketIdFrom = 1, q } }) {
    const statement = q === undefined ? { ...LIST, values: [ticketIdFrom, limit] } : { ...SEARCH, values: [q, limit] }
    return (await pool.query(statement)).rows
  },
})

app.route<{ Body: NewTicket }>({
  method: 'POST',
  url: '/api/support_tickets',
  schema: { response: { 201: ticket } },
  async handler({ body }, reply) {
    const { userId, roleContext, fullName, email, subject, category, message } = body
    const values = [userId, roleContext, fullName, email, subject, category, message]
    const { rows } = await pool.query({ ...INSERT, values })
    return reply.code(201).send(rows[0])
  },
})

console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
