import { z } from 'zod'

/** The role in which the requester created the ticket. */
export const RoleContext = z
  .enum(['GUIDE', 'TOURIST', 'GUEST'])
  .meta({ id: 'RoleContext', description: 'Role in which the requester created the ticket.' })
export type RoleContext = z.infer<typeof RoleContext>

/** The category of a ticket. */
export const TicketCategory = z
  .enum(['RESERVAS_VIAJES', 'PAGOS_FACTURACION', 'CUENTA_SEGURIDAD', 'VERIFICACION_GUIAS', 'OTRO', 'GENERAL'])
  .meta({ id: 'TicketCategory', description: 'Category of the ticket.' })
export type TicketCategory = z.infer<typeof TicketCategory>

/** The status of a ticket. */
export const TicketStatus = z
  .enum(['OPEN', 'IN_PROGRESS', 'RESOLVED', 'CLOSED'])
  .meta({ id: 'TicketStatus', description: 'Status of the ticket.' })
export type TicketStatus = z.infer<typeof TicketStatus>
