export { createSupportClient, type SupportClient, type SupportClientOptions } from './client.ts'
