import { expectTypeOf, test } from 'vitest'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import type {
  Attachment,
  Context,
  ErrorCode,
  Page,
  SupportRouter,
  Ticket,
  TicketQuery,
  TicketService,
} from '../src/index.ts'

type Inputs = inferRouterInputs<SupportRouter>
type Outputs = inferRouterOutputs<SupportRouter>

test('a ticket has exactly the documented fields', () => {
  expectTypeOf<Ticket>().toEqualTypeOf<{
    ticketId: number
    userId: number | null
    roleContext: 'GUIDE' | 'TOURIST' | 'GUEST'
    fullName: string
    email: string
    subject: string
    category: 'RESERVAS_VIAJES' | 'PAGOS_FACTURACION' | 'CUENTA_SEGURIDAD' | 'VERIFICACION_GUIAS' | 'OTRO' | 'GENERAL'
    message: string
    status: 'OPEN' | 'IN_PROGRESS' | 'RESOLVED' | 'CLOSED'
    createdAt: string
    updatedAt: string
  }>()
})

test('an attachment has exactly the documented fields', () => {
  expectTypeOf<Attachment>().toEqualTypeOf<{
    attachmentId: number
    ticketId: number
    fileUrl: string
    fileName: string
    mimeType: string | null
    fileSizeBytes: number | null
    uploadedAt: string
  }>()
})

test('create requires four fields; the others are optional', () => {
  expectTypeOf<{ fullName: string; email: string; subject: string; message: string }>().toExtend<
    Inputs['tickets']['create']
  >()
  expectTypeOf<{ fullName: string; email: string; subject: string }>().not.toExtend<Inputs['tickets']['create']>()
  expectTypeOf<Inputs['tickets']['create']['status']>().toEqualTypeOf<Ticket['status'] | undefined>()
  expectTypeOf<Inputs['tickets']['create']['userId']>().toEqualTypeOf<number | null | undefined>()
})

test('inputs and outputs are plain JSON', () => {
  expectTypeOf<Outputs['tickets']['get']>().toEqualTypeOf<Ticket>()
  expectTypeOf<Outputs['tickets']['list']>().toEqualTypeOf<Page<Ticket>>()
  expectTypeOf<Outputs['attachments']['list']>().toEqualTypeOf<Page<Attachment>>()
  expectTypeOf<Outputs['tickets']['delete']>().toEqualTypeOf<null>()
  expectTypeOf<NonNullable<Exclude<Inputs['tickets']['list'], void>>>().toEqualTypeOf<TicketQuery>()
})

test('a server without one of the operations does not compile', () => {
  expectTypeOf<Omit<TicketService, 'delete'>>().not.toExtend<Context['tickets']>()
})

test('error codes are a closed set', () => {
  expectTypeOf<'TICKET_NOT_FOUND'>().toExtend<ErrorCode>()
  expectTypeOf<'NO_SUCH_CODE'>().not.toExtend<ErrorCode>()
})
