import type {
  Agent,
  Calendar,
  BulkChange,
  BulkQuery,
  BulkResult,
  BulkResultQuery,
  DeskMessage,
  DeskPageRequest,
  DeskTicket,
  DeskTicketQuery,
  DeskView,
  DeskViewQuery,
  Draft,
  DraftQuery,
  Macro,
  MacroQuery,
  MessageQuery,
  MessageSearch,
  MessageVersion,
  MessageVersionQuery,
  Policy,
  SupportEvent,
  Tag,
  Team,
  TimelineQuery,
} from '@kinconecta/support-contracts'
import type { SupportClient } from '../client.ts'
import { list, listOf, mutation, query } from './builders.ts'

/** The builders of the operations of the desk. */
export function deskQueries(desk: SupportClient['desk']) {
  return {
    ...workQueries(desk),
    ...serviceLevelQueries(desk),
    ...conversationQueries(desk),
    ...volumeQueries(desk),
    ...reportQueries(desk),
  }
}

function workQueries({ tickets, agents, teams, tags, requesters, views }: SupportClient['desk']) {
  return {
    tickets: {
      list: list<DeskTicketQuery, DeskTicket>('desk.tickets.list', tickets.list.bind(tickets)),
      get: query('desk.tickets.get', tickets.get.bind(tickets)),
      timeline: list<TimelineQuery, SupportEvent>('desk.tickets.timeline', tickets.timeline.bind(tickets)),
      markRead: mutation('desk.tickets.markRead', tickets.markRead.bind(tickets)),
      update: mutation('desk.tickets.update', tickets.update.bind(tickets)),
      transition: mutation('desk.tickets.transition', tickets.transition.bind(tickets)),
      assign: mutation('desk.tickets.assign', tickets.assign.bind(tickets)),
      take: mutation('desk.tickets.take', tickets.take.bind(tickets)),
      release: mutation('desk.tickets.release', tickets.release.bind(tickets)),
      snooze: mutation('desk.tickets.snooze', tickets.snooze.bind(tickets)),
      unsnooze: mutation('desk.tickets.unsnooze', tickets.unsnooze.bind(tickets)),
      follow: mutation('desk.tickets.follow', tickets.follow.bind(tickets)),
      merge: mutation('desk.tickets.merge', tickets.merge.bind(tickets)),
      unmerge: mutation('desk.tickets.unmerge', tickets.unmerge.bind(tickets)),
      split: mutation('desk.tickets.split', tickets.split.bind(tickets)),
      unfollow: mutation('desk.tickets.unfollow', tickets.unfollow.bind(tickets)),
    },
    agents: {
      list: list<DeskPageRequest, Agent>('desk.agents.list', agents.list.bind(agents)),
      get: query('desk.agents.get', agents.get.bind(agents)),
      me: query('desk.agents.me', agents.me.bind(agents)),
      update: mutation('desk.agents.update', agents.update.bind(agents)),
    },
    teams: {
      list: list<DeskPageRequest, Team>('desk.teams.list', teams.list.bind(teams)),
      get: query('desk.teams.get', teams.get.bind(teams)),
      create: mutation('desk.teams.create', teams.create.bind(teams)),
      update: mutation('desk.teams.update', teams.update.bind(teams)),
      delete: mutation('desk.teams.delete', teams.delete.bind(teams)),
    },
    tags: {
      list: list<DeskPageRequest, Tag>('desk.tags.list', tags.list.bind(tags)),
      rename: mutation('desk.tags.rename', tags.rename.bind(tags)),
      merge: mutation('desk.tags.merge', tags.merge.bind(tags)),
    },
    requesters: {
      get: query('desk.requesters.get', requesters.get.bind(requesters)),
    },
    views: {
      list: list<DeskViewQuery, DeskView>('desk.views.list', views.list.bind(views)),
      get: query('desk.views.get', views.get.bind(views)),
      create: mutation('desk.views.create', views.create.bind(views)),
      update: mutation('desk.views.update', views.update.bind(views)),
      delete: mutation('desk.views.delete', views.delete.bind(views)),
      counts: query('desk.views.counts', views.counts.bind(views)),
    },
  }
}

function serviceLevelQueries({ calendars, policies }: SupportClient['desk']) {
  return {
    calendars: {
      list: list<DeskPageRequest, Calendar>('desk.calendars.list', calendars.list.bind(calendars)),
      get: query('desk.calendars.get', calendars.get.bind(calendars)),
      create: mutation('desk.calendars.create', calendars.create.bind(calendars)),
      update: mutation('desk.calendars.update', calendars.update.bind(calendars)),
      delete: mutation('desk.calendars.delete', calendars.delete.bind(calendars)),
    },
    policies: {
      list: list<DeskPageRequest, Policy>('desk.policies.list', policies.list.bind(policies)),
      get: query('desk.policies.get', policies.get.bind(policies)),
      create: mutation('desk.policies.create', policies.create.bind(policies)),
      update: mutation('desk.policies.update', policies.update.bind(policies)),
      delete: mutation('desk.policies.delete', policies.delete.bind(policies)),
    },
  }
}

function conversationQueries({ messages, drafts, attachments, presence, satisfaction, links }: SupportClient['desk']) {
  return {
    messages: {
      list: listOf<MessageQuery, DeskMessage>('desk.messages.list', messages.list.bind(messages)),
      search: listOf<MessageSearch, DeskMessage>('desk.messages.search', messages.search.bind(messages)),
      create: mutation('desk.messages.create', messages.create.bind(messages)),
      update: mutation('desk.messages.update', messages.update.bind(messages)),
      cancel: mutation('desk.messages.cancel', messages.cancel.bind(messages)),
      versions: listOf<MessageVersionQuery, MessageVersion>('desk.messages.versions', messages.versions.bind(messages)),
    },
    drafts: {
      list: list<DraftQuery, Draft>('desk.drafts.list', drafts.list.bind(drafts)),
      get: query('desk.drafts.get', drafts.get.bind(drafts)),
      put: mutation('desk.drafts.put', drafts.put.bind(drafts)),
      delete: mutation('desk.drafts.delete', drafts.delete.bind(drafts)),
    },
    attachments: {
      upload: mutation('desk.attachments.upload', attachments.upload.bind(attachments)),
    },
    links: {
      list: query('desk.links.list', links.list.bind(links)),
      create: mutation('desk.links.create', links.create.bind(links)),
      delete: mutation('desk.links.delete', links.delete.bind(links)),
    },
    satisfaction: {
      get: query('desk.satisfaction.get', satisfaction.get.bind(satisfaction)),
      createToken: mutation('desk.satisfaction.createToken', satisfaction.createToken.bind(satisfaction)),
    },
    presence: {
      beat: mutation('desk.presence.beat', presence.beat.bind(presence)),
      list: query('desk.presence.list', presence.list.bind(presence)),
    },
  }
}

function volumeQueries({ bulk, macros }: SupportClient['desk']) {
  return {
    bulk: {
      create: mutation('desk.bulk.create', bulk.create.bind(bulk)),
      list: list<BulkQuery, BulkChange>('desk.bulk.list', bulk.list.bind(bulk)),
      get: query('desk.bulk.get', bulk.get.bind(bulk)),
      results: listOf<BulkResultQuery, BulkResult>('desk.bulk.results', bulk.results.bind(bulk)),
      cancel: mutation('desk.bulk.cancel', bulk.cancel.bind(bulk)),
      undo: mutation('desk.bulk.undo', bulk.undo.bind(bulk)),
    },
    macros: {
      list: list<MacroQuery, Macro>('desk.macros.list', macros.list.bind(macros)),
      uses: query('desk.macros.uses', macros.uses.bind(macros)),
      get: query('desk.macros.get', macros.get.bind(macros)),
      create: mutation('desk.macros.create', macros.create.bind(macros)),
      update: mutation('desk.macros.update', macros.update.bind(macros)),
      delete: mutation('desk.macros.delete', macros.delete.bind(macros)),
      preview: query('desk.macros.preview', macros.preview.bind(macros)),
      apply: mutation('desk.macros.apply', macros.apply.bind(macros)),
    },
  }
}

function reportQueries({ reports }: SupportClient['desk']) {
  return {
    reports: {
      volume: query('desk.reports.volume', reports.volume.bind(reports)),
      times: query('desk.reports.times', reports.times.bind(reports)),
      satisfaction: query('desk.reports.satisfaction', reports.satisfaction.bind(reports)),
      sla: query('desk.reports.sla', reports.sla.bind(reports)),
    },
  }
}
