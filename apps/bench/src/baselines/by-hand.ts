// Baseline (a): what one writes by hand with Fastify, pg and JSON, and nothing else: no validation of what goes in or
// out, no access, no limits, no keys. Run with the address of the database.
import Fastify from 'fastify'
import pg from 'pg'

const COLUMNS = `ticket_id as "ticketId", user_id as "userId", role_context as "roleContext", full_name as "fullName",
  email, subject, category, message, status, created_at as "createdAt", updated_at as "updatedAt"`

interface Row {
  ticketId: string
  userId: string | null
  createdAt: Date
  updatedAt: Date
}

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10, options: '-c TimeZone=UTC' })
const app = Fastify()

app.get<{ Params: { id: string } }>('/api/support_tickets/:id', async (request, reply) => {
  const text = `select ${COLUMNS} from support_tickets where ticket_id = $1`
  const { rows } = await pool.query<Row>(text, [request.params.id])
  return rows[0] ? body(rows[0]) : reply.code(404).send({ message: 'not found' })
})

app.route<{ Querystring: { limit: string } }>({
  method: 'GET',
  url: '/api/support_tickets',
  async handler({ query }) {
    const text = `select ${COLUMNS} from support_tickets order by ticket_id limit $1`
    const { rows } = await pool.query<Row>(text, [query.limit])
    return rows.map(body)
  },
})

app.post<{ Body: Record<string, string> }>('/api/support_tickets', async (request, reply) => {
  const { fullName, email, subject, message } = request.body
  const text = `insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
    values ($1, $2, $3, $4, now(), now()) returning ${COLUMNS}`
  const { rows } = await pool.query<Row>(text, [fullName, email, subject, message])
  return reply.code(201).send(body(rows[0]!))
})

/** The documented body: ids are numbers, moments have no fraction and no offset. */
function body(row: Row) {
  return {
    ...row,
    ticketId: Number(row.ticketId),
    userId: row.userId === null ? null : Number(row.userId),
    createdAt: row.createdAt.toISOString().slice(0, 19),
    updatedAt: row.updatedAt.toISOString().slice(0, 19),
  }
}

console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
