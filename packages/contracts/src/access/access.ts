import type { FileOperationPath } from '../attachments/file-operations.ts'
import type { SupportRouter } from '../router.ts'

/** What a caller may reach through an operation: nothing, what is its own, or everything. */
export type Reach = 'none' | 'own' | 'all'

/** What an API key may be allowed to do. */
export const SCOPES = [
  'tickets:read',
  'tickets:write',
  'tickets:delete',
  'attachments:read',
  'attachments:write',
  'attachments:delete',
] as const
export type Scope = (typeof SCOPES)[number]

/** Who may use one operation: a guest (no token), a member (GUIDE, TOURIST), an agent, an admin, a service's scope. */
export interface Access {
  guest: Reach
  member: Reach
  agent: Reach
  admin: Reach
  service: Scope
}

/** Names of operations, `tickets.get`: what the access table has to have a row for. */
export type OperationPath = {
  [Resource in keyof Procedures]: `${Resource}.${Extract<keyof Procedures[Resource], string>}`
}[keyof Procedures]

type Procedures = SupportRouter['_def']['record']

const ownAndStaff = { guest: 'none', member: 'own', agent: 'all', admin: 'all' } as const

/**
 * Who may do what. The server enforces it before an operation's input is even looked at, the OpenAPI document says it,
 * and a test walks through it. An operation that has no row here does not compile.
 */
export const ACCESS: Readonly<Record<OperationPath | FileOperationPath, Access>> = {
  'tickets.create': { guest: 'own', member: 'own', agent: 'all', admin: 'all', service: 'tickets:write' },
  'tickets.createWithFiles': { guest: 'own', member: 'own', agent: 'all', admin: 'all', service: 'tickets:write' },
  'tickets.list': { ...ownAndStaff, service: 'tickets:read' },
  'tickets.get': { ...ownAndStaff, service: 'tickets:read' },
  'tickets.update': { ...ownAndStaff, service: 'tickets:write' },
  'tickets.delete': { guest: 'none', member: 'none', agent: 'none', admin: 'all', service: 'tickets:delete' },
  'attachments.create': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.list': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.get': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.update': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.delete': { ...ownAndStaff, service: 'attachments:delete' },
  'attachments.link': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.upload': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.startUpload': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.completeUpload': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.download': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.thumbnail': { ...ownAndStaff, service: 'attachments:read' },
}
