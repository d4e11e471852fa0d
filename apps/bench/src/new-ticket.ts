import { randomUUID } from 'node:crypto'

const MESSAGE =
  'Hice una reserva para el sábado y la página muestra un error al confirmar. Necesito revisar un depósito que todavía aparece pendiente en mi banco. ¿Puedo mover el tour una hora después sin perder lo que ya pagué? The confirmation e-mail never arrived and the app shows a blank screen. Localizador'

/** Returns the JSON of a new ticket of ordinary length, each with a different text. */
export function newTicket(): string {
  return JSON.stringify({
    roleContext: 'GUEST',
    fullName: 'María González Núñez',
    email: 'maria.gonzalez@viajes.example',
    subject: 'Duda sobre un pago pendiente',
    category: 'PAGOS_FACTURACION',
    message: `${MESSAGE} ${randomUUID().slice(0, 8)}`,
  })
}
