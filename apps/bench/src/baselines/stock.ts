// Baseline (b): the stock stack, tRPC's Fastify plugin and trpc-openapi's handler, on the contract's own router, with
// Kysely's place taken by pg alone. No identity, no limits, no keys. Run with the address of the database.
import { type Context, supportRouter, type Ticket, type TicketService } from '@kinconecta/support-contracts'
import { fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import Fastify from 'fastify'
import pg from 'pg'
import { fastifyTRPCOpenApiPlugin } from 'trpc-openapi'

const COLUMNS = `ticket_id::float8 as "ticketId", user_id::float8 as "userId", role_context as "roleContext",
  full_name as "fullName", email, subject, category, message, status,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS') as "createdAt",
  to_char(updated_at, 'YYYY-MM-DD"T"HH24:MI:SS') as "updatedAt"`

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10, options: '-c TimeZone=UTC' })

const tickets: Pick<TicketService, 'create' | 'get' | 'list'> = {
  async get({ id }) {
    const { rows } = await pool.query<Ticket>(`select ${COLUMNS} from support_tickets where ticket_id = $1`, [id])
    return rows[0]!
  },
  async list({ limit = 100 }) {
    const { rows } = await pool.query<Ticket>(`select ${COLUMNS} from support_tickets order by ticket_id limit $1`, [
      limit,
    ])
    return { items: rows, nextCursor: null }
  },
  async create({ fullName, email, subject, message }) {
    const text = `insert into support_tickets (full_name, email, subject, message, created_at, updated_at)
      values ($1, $2, $3, $4, now(), now()) returning ${COLUMNS}`
    const { rows } = await pool.query<Ticket>(text, [fullName, email, subject, message])
    return rows[0]!
  },
}
const createContext = () => ({ requestId: '', actor: { kind: 'admin', id: 'anyone' }, tickets }) as unknown as Context

const app = Fastify({ routerOptions: { maxParamLength: 1000 } })
app.register(fastifyTRPCPlugin, { prefix: '/trpc', trpcOptions: { router: supportRouter, createContext } })
app.register(fastifyTRPCOpenApiPlugin, { basePath: '/api', router: supportRouter, createContext } as never)
console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`)
