import { z } from 'zod'

/** In which role the requester wrote. */
export const RoleContext = z
  .enum(['GUIDE', 'TOURIST', 'GUEST'])
  .meta({ id: 'RoleContext', description: 'In which role the requester wrote.' })
export type RoleContext = z.infer<typeof RoleContext>

/** What a ticket is about. */
export const TicketCategory = z
  .enum(['RESERVAS_VIAJES', 'PAGOS_FACTURACION', 'CUENTA_SEGURIDAD', 'VERIFICACION_GUIAS', 'OTRO', 'GENERAL'])
  .meta({ id: 'TicketCategory', description: 'What the ticket is about.' })
export type TicketCategory = z.infer<typeof TicketCategory>

/** How far a ticket has come. */
export const TicketStatus = z
  .enum(['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'])
  .meta({ id: 'TicketStatus', description: 'How far the ticket has come.' })
export type TicketStatus = z.infer<typeof TicketStatus>
