import { plural } from '../plural.ts'

/** English texts of macros, calendars and policies in the settings. */
export const deskSettings = {
  notificationSettings: {
    title: 'Notifications',
    wanted: 'Notify me on the desktop',
    hint: 'When I get a ticket, when a requester replies to mine, and when its time runs out; only while no tab of this page is visible.',
    blocked: 'The browser does not allow notifications for this page. Allow them in its settings.',
  },
  macroSettings: {
    hint: 'Saved replies with changes of the ticket. Use them in a ticket with M.',
    new: 'New macro',
    uses: (count: number) => plural('en', count, { one: `${count} use`, other: `${count} uses` }),
    isShared: 'Others may use it',
    team: 'Who sees it',
    allStaff: 'All staff',
    message: 'It writes',
    messages: { reply: 'A reply to the requester', note: 'A note for the team', none: 'Nothing' },
    body: 'Text',
    insert: 'Insert a value of the ticket',
    placeholders: {
      'requester.firstName': 'First name',
      'requester.name': 'Name of the requester',
      'requester.email': 'E-mail',
      'ticket.id': 'Number',
      'ticket.subject': 'Subject',
      'agent.name': 'My name',
    },
    changes: 'It changes',
    unchanged: 'As it is',
    whoeverUses: 'Whoever uses it',
    addTags: 'Add tags',
    removeTags: 'Remove tags',
    tagsHint: 'Separate them with commas.',
  },
  calendars: {
    hint: 'When the time of service levels counts.',
    new: 'New calendar',
    hours: 'Hours',
    hoursHint: 'Such as 09:00-13:00, 14:00-17:30. 00:00-24:00 is the whole day.',
    closed: 'Closed',
    wrongHours: 'Write the hours like 09:00-17:30, and separate several with commas.',
    days: {
      monday: 'Monday',
      tuesday: 'Tuesday',
      wednesday: 'Wednesday',
      thursday: 'Thursday',
      friday: 'Friday',
      saturday: 'Saturday',
      sunday: 'Sunday',
    },
    holidays: 'Holidays',
    holidaysHint: 'Dates like 2026-12-25, one on each line. No time counts on them.',
  },
  policies: {
    hint: 'How soon staff respond and resolve. Of the policies that fit a ticket, the one with the lowest rank applies.',
    new: 'New policy',
    calendar: 'Calendar',
    firstResponseMinutes: 'First reply, in minutes',
    nextResponseMinutes: 'Next reply, in minutes',
    resolutionMinutes: 'Resolution, in minutes',
    noTarget: 'Set at least one time.',
    warnPercent: 'Warn after this share of the time, in %',
    noneIsAll: 'Of what you do not choose, the policy applies to all. A change applies to targets that start later.',
    rank: 'Rank',
    rankHint: 'The lowest comes first.',
  },
}

/** The texts in a language: those of English, with any wording. */
export type DeskSettings = typeof deskSettings
