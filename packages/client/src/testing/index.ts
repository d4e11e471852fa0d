export { type FakeSupport, fakeSupport, type FakeSupportOptions } from './fake-support.ts'
export { makeAttachment, makeAttachmentCreate, makeTicket, makeTicketCreate } from './factories.ts'
