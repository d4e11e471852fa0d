import type { SupportRouter } from '@kinconecta/support-contracts'
import type { TRPCClient } from '@trpc/client'
import { DeskAgents } from './desk-agents.ts'
import { DeskRequesters } from './desk-requesters.ts'
import { DeskTags } from './desk-tags.ts'
import { DeskTeams } from './desk-teams.ts'
import type { PresenceStream } from '../event-stream.ts'
import { DeskPresence } from './desk-presence.ts'
import type { Upload } from '../uploads.ts'
import { DeskAttachments } from './desk-attachments.ts'
import { DeskCalendars } from './desk-calendars.ts'
import { DeskDrafts } from './desk-drafts.ts'
import { DeskLinks } from './desk-links.ts'
import { DeskMessages } from './desk-messages.ts'
import { DeskPolicies } from './desk-policies.ts'
import { DeskReports } from './desk-reports.ts'
import { DeskSatisfaction } from './desk-satisfaction.ts'
import { DeskTickets } from './desk-tickets.ts'
import { DeskBulk } from './desk-bulk.ts'
import { DeskMacros } from './desk-macros.ts'
import { DeskViews } from './desk-views.ts'

/** The resources of the desk: what only staff and API keys of the desk can reach. */
export class Desk {
  /** The tickets as staff see them. */
  readonly tickets: DeskTickets
  /** The people who answer tickets. */
  readonly agents: DeskAgents
  /** Groups of agents. */
  readonly teams: DeskTeams
  /** Words for tickets. */
  readonly tags: DeskTags
  /** The people who write tickets. */
  readonly requesters: DeskRequesters
  /** The saved queries of agents. */
  readonly views: DeskViews
  /** The hours in which the time of service levels counts. */
  readonly calendars: DeskCalendars
  /** The service levels. */
  readonly policies: DeskPolicies
  /** Who looks at a ticket or writes on it now. */
  readonly presence: DeskPresence
  /** Replies and notes. */
  readonly messages: DeskMessages
  /** Texts that the caller has not sent yet. */
  readonly drafts: DeskDrafts
  /** What happened to tickets, by day or week. */
  readonly reports: DeskReports
  /** The ratings of requesters. */
  readonly satisfaction: DeskSatisfaction
  /** Links between tickets. */
  readonly links: DeskLinks
  /** Files for replies and notes. */
  readonly attachments: DeskAttachments
  /** Changes of many tickets. */
  readonly bulk: DeskBulk
  /** Saved replies with changes. */
  readonly macros: DeskMacros

  constructor(trpc: TRPCClient<SupportRouter>['desk'], presences: PresenceStream, upload: Upload) {
    this.tickets = new DeskTickets(trpc.tickets)
    this.agents = new DeskAgents(trpc.agents)
    this.teams = new DeskTeams(trpc.teams)
    this.tags = new DeskTags(trpc.tags)
    this.requesters = new DeskRequesters(trpc.requesters)
    this.views = new DeskViews(trpc.views)
    this.calendars = new DeskCalendars(trpc.calendars)
    this.policies = new DeskPolicies(trpc.policies)
    this.presence = new DeskPresence(trpc.presence, presences)
    this.messages = new DeskMessages(trpc.messages)
    this.drafts = new DeskDrafts(trpc.drafts)
    this.reports = new DeskReports(trpc.reports)
    this.satisfaction = new DeskSatisfaction(trpc.satisfaction)
    this.links = new DeskLinks(trpc.links)
    this.attachments = new DeskAttachments(upload)
    this.bulk = new DeskBulk(trpc.bulk)
    this.macros = new DeskMacros(trpc.macros)
  }
}
