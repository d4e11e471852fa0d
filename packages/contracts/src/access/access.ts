/** The objects that a caller can reach with an operation: none, its own, or all. */
export type Reach = 'none' | 'own' | 'all'

/** The scopes that an API key can have. */
export const SCOPES = [
  'tickets:read',
  'tickets:write',
  'tickets:delete',
  'attachments:read',
  'attachments:write',
  'attachments:delete',
  'events:read',
  'desk:read',
  'desk:write',
  'webhooks:manage',
] as const
export type Scope = (typeof SCOPES)[number]

/** Who may use one operation. */
export interface Access {
  /** A caller without a token. */
  guest: Reach
  /** A guide or a tourist. */
  member: Reach
  agent: Reach
  admin: Reach
  /** A caller with a signed link to the object. */
  link: Reach
  /** A guest with the access token of one ticket. It reaches only this ticket. */
  ticketToken: Reach
  /** The scope that an API key needs; with it, the key reaches all objects. Null if API keys have no access. */
  service: Scope | null
}

const nobody = {
  guest: 'none',
  member: 'none',
  agent: 'none',
  admin: 'none',
  link: 'none',
  ticketToken: 'none',
} as const
const ownAndStaff = { ...nobody, member: 'own', agent: 'all', admin: 'all' } as const
const creation = { ...ownAndStaff, guest: 'own' } as const
const download = { ...ownAndStaff, link: 'own', ticketToken: 'own' } as const
const conversation = { ...ownAndStaff, ticketToken: 'own' } as const
const rating = { ...nobody, member: 'own', ticketToken: 'own', admin: 'all' } as const
const staffOnly = { ...nobody, agent: 'all', admin: 'all' } as const
const adminOnly = { ...nobody, admin: 'all' } as const
// The input has a token, which is checked by the service.
const everyone = { ...nobody, guest: 'own', member: 'own', agent: 'own', admin: 'own', ticketToken: 'own' } as const

/**
 * The access table: who may use which operation. The server checks it before it validates the input, and passes the
 * reach to the service. A test calls every operation as every kind of caller. An operation without a row does not
 * compile.
 */
export const ACCESS = {
  'tickets.create': { ...creation, service: 'tickets:write' },
  'tickets.createWithFiles': { ...creation, service: 'tickets:write' },
  'tickets.list': { ...ownAndStaff, service: 'tickets:read' },
  'tickets.get': { ...ownAndStaff, service: 'tickets:read' },
  'tickets.update': { ...ownAndStaff, service: 'tickets:write' },
  'tickets.delete': { ...adminOnly, service: 'tickets:delete' },
  'tickets.timeline': { ...ownAndStaff, service: 'events:read' },
  'tickets.rotateToken': { ...staffOnly, ticketToken: 'own', service: 'tickets:write' },
  'messages.list': { ...conversation, service: 'tickets:read' },
  'messages.search': { ...ownAndStaff, service: 'tickets:read' },
  'messages.create': { ...conversation, service: 'tickets:write' },
  'messages.update': { ...conversation, service: 'tickets:write' },
  'attachments.create': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.list': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.get': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.update': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.delete': { ...ownAndStaff, service: 'attachments:delete' },
  'attachments.link': { ...ownAndStaff, service: 'attachments:read' },
  'attachments.upload': { ...ownAndStaff, ticketToken: 'own', service: 'attachments:write' },
  'attachments.startUpload': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.completeUpload': { ...ownAndStaff, service: 'attachments:write' },
  'attachments.download': { ...download, service: 'attachments:read' },
  'attachments.thumbnail': { ...download, service: 'attachments:read' },
  'events.list': { ...ownAndStaff, service: 'events:read' },
  'events.stream': { ...ownAndStaff, service: 'events:read' },
  'events.createStreamTicket': { ...ownAndStaff, service: 'events:read' },
  'satisfaction.rate': { ...rating, service: 'tickets:write' },
  'satisfaction.rateByToken': { ...everyone, service: 'tickets:write' },
  'desk.tickets.list': { ...staffOnly, service: 'desk:read' },
  'desk.tickets.get': { ...staffOnly, service: 'desk:read' },
  'desk.tickets.markRead': { ...staffOnly, service: null },
  'desk.tickets.timeline': { ...staffOnly, service: 'desk:read' },
  'desk.views.list': { ...staffOnly, service: null },
  'desk.views.get': { ...staffOnly, service: null },
  'desk.views.create': { ...staffOnly, service: null },
  'desk.views.update': { ...staffOnly, service: null },
  'desk.views.delete': { ...staffOnly, service: null },
  'desk.views.counts': { ...staffOnly, service: null },
  'desk.presence.beat': { ...staffOnly, service: null },
  'desk.presence.list': { ...staffOnly, service: 'desk:read' },
  // Not API keys: one could give itself more scopes.
  'apiKeys.create': { ...adminOnly, service: null },
  'apiKeys.list': { ...adminOnly, service: null },
  'apiKeys.revoke': { ...adminOnly, service: null },
  'webhooks.create': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.list': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.get': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.getStatus': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.update': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.delete': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.rotateSecret': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.test': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.listDeliveries': { ...adminOnly, service: 'webhooks:manage' },
  'webhooks.replay': { ...adminOnly, service: 'webhooks:manage' },
  'desk.tickets.update': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.transition': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.assign': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.take': { ...staffOnly, service: null },
  'desk.tickets.release': { ...staffOnly, service: null },
  'desk.tickets.snooze': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.unsnooze': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.follow': { ...staffOnly, service: null },
  'desk.tickets.unfollow': { ...staffOnly, service: null },
  'desk.agents.list': { ...staffOnly, service: 'desk:read' },
  'desk.agents.get': { ...staffOnly, service: 'desk:read' },
  'desk.agents.me': { ...staffOnly, service: null },
  'desk.agents.update': { ...staffOnly, agent: 'own', service: null },
  'desk.teams.list': { ...staffOnly, service: 'desk:read' },
  'desk.teams.get': { ...staffOnly, service: 'desk:read' },
  'desk.teams.create': { ...adminOnly, service: null },
  'desk.teams.update': { ...adminOnly, service: null },
  'desk.teams.delete': { ...adminOnly, service: null },
  'desk.calendars.list': { ...staffOnly, service: 'desk:read' },
  'desk.calendars.get': { ...staffOnly, service: 'desk:read' },
  'desk.calendars.create': { ...adminOnly, service: null },
  'desk.calendars.update': { ...adminOnly, service: null },
  'desk.calendars.delete': { ...adminOnly, service: null },
  'desk.policies.list': { ...staffOnly, service: 'desk:read' },
  'desk.policies.get': { ...staffOnly, service: 'desk:read' },
  'desk.policies.create': { ...adminOnly, service: null },
  'desk.policies.update': { ...adminOnly, service: null },
  'desk.policies.delete': { ...adminOnly, service: null },
  'desk.tags.list': { ...staffOnly, service: 'desk:read' },
  'desk.tags.rename': { ...adminOnly, service: null },
  'desk.tags.merge': { ...adminOnly, service: null },
  'desk.requesters.get': { ...staffOnly, service: 'desk:read' },
  'desk.messages.list': { ...staffOnly, service: 'desk:read' },
  'desk.messages.search': { ...staffOnly, service: 'desk:read' },
  'desk.messages.create': { ...staffOnly, service: 'desk:write' },
  'desk.messages.update': { ...staffOnly, service: 'desk:write' },
  'desk.messages.cancel': { ...staffOnly, service: 'desk:write' },
  'desk.messages.versions': { ...staffOnly, service: 'desk:read' },
  'desk.attachments.upload': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.merge': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.unmerge': { ...staffOnly, service: 'desk:write' },
  'desk.tickets.split': { ...staffOnly, service: 'desk:write' },
  'desk.links.list': { ...staffOnly, service: 'desk:read' },
  'desk.links.create': { ...staffOnly, service: 'desk:write' },
  'desk.links.delete': { ...staffOnly, service: 'desk:write' },
  'desk.satisfaction.get': { ...staffOnly, service: 'desk:read' },
  // Not agents: who has the token can rate with it.
  'desk.satisfaction.createToken': { ...adminOnly, service: 'desk:write' },
  'desk.drafts.list': { ...staffOnly, service: null },
  'desk.drafts.get': { ...staffOnly, service: null },
  'desk.drafts.put': { ...staffOnly, service: null },
  'desk.drafts.delete': { ...staffOnly, service: null },
  'desk.bulk.create': { ...staffOnly, service: 'desk:write' },
  'desk.bulk.list': { ...staffOnly, service: 'desk:read' },
  'desk.bulk.get': { ...staffOnly, service: 'desk:read' },
  'desk.bulk.results': { ...staffOnly, service: 'desk:read' },
  'desk.bulk.cancel': { ...staffOnly, service: 'desk:write' },
  'desk.bulk.undo': { ...staffOnly, service: 'desk:write' },
  'desk.macros.list': { ...staffOnly, service: null },
  'desk.macros.uses': { ...staffOnly, service: null },
  'desk.macros.get': { ...staffOnly, service: null },
  'desk.macros.create': { ...staffOnly, service: null },
  'desk.macros.update': { ...staffOnly, service: null },
  'desk.macros.delete': { ...staffOnly, service: null },
  'desk.macros.preview': { ...staffOnly, service: null },
  'desk.macros.apply': { ...staffOnly, service: null },
  'desk.reports.volume': { ...staffOnly, service: 'desk:read' },
  'desk.reports.times': { ...staffOnly, service: 'desk:read' },
  'desk.reports.satisfaction': { ...staffOnly, service: 'desk:read' },
  'desk.reports.sla': { ...staffOnly, service: 'desk:read' },
  'desk.reports.csv': { ...staffOnly, service: 'desk:read' },
} as const satisfies Record<string, Access>

/** The name of an operation, such as `tickets.get`. */
export type OperationPath = keyof typeof ACCESS
