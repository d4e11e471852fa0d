import { plural } from '../plural.ts'

const one = (count: number, singular: string, others: string) => plural('en', count, { one: singular, other: others })

/** The texts of merging, linking and splitting tickets, and of editing messages, in English. */
export const merging = {
  findTicket: {
    label: 'Number of the other ticket, or words in it',
    results: (count: number) => one(count, '1 ticket', `${count} tickets`),
    none: 'No ticket was found. Try its number, or other words.',
    searching: 'Searching…',
    problems: { QUERY_TOO_EXPENSIVE: 'Too many tickets have these words. Use rarer words, or the number.' },
  },
  merge: {
    action: 'Merge',
    title: 'Merge with another ticket',
    closes: 'Is closed as a duplicate',
    receives: 'Gets the messages',
    preview: 'What moves',
    messages: (count: number) => one(count, '1 message', `${count} messages`),
    files: (count: number) => one(count, '1 file', `${count} files`),
    followers: (count: number) => one(count, '1 follower', `${count} followers`),
    stays: 'Tags, assignee and priority stay as they are. You can undo the merge for 24 hours.',
    confirm: (source: number, target: number) => `Merge #${source} into #${target}`,
    turn: 'The other way round',
    another: 'Choose another ticket',
    instead: (id: number) => `Take ticket ${id} instead`,
    done: (source: number) => `Ticket ${source} was merged into this one.`,
    written: (target: number) =>
      `Your message is in ticket ${target}, which has the messages of this one. A reply can be taken back there.`,
    mergedInto: (target: number) => `This ticket was merged into ticket ${target}. What you write here goes there.`,
    undo: 'Undo the merge',
    undone: 'The merge was undone. Each ticket has its messages again.',
    problems: {
      SAME_TICKET: 'This is the ticket itself. Choose another one.',
      SOURCE_MERGED: 'The ticket that would be closed is merged already. Open the ticket it was merged into.',
      TARGET_MERGED: 'The ticket that gets the messages is merged itself. Choose the ticket it was merged into.',
      TARGET_DONE:
        'The ticket that gets the messages is resolved or closed. Reopen it first, or merge the other way round.',
      REQUESTER_MISMATCH:
        'The tickets have different requesters, who must not see messages of each other. Link them instead.',
      STATUS_CONFLICT: 'One of the tickets was closed or merged in the meantime. Look at both, and try again.',
      MESSAGE_LIMIT_REACHED: 'Together the tickets have too many messages for one ticket. Link them instead.',
      FILE_LIMIT_REACHED: 'The ticket has too many files to be merged. Merge the other way round, or link them.',
      FOLLOWER_LIMIT_REACHED: 'Together the tickets have too many followers. Let some stop following first.',
      PRECONDITION_FAILED: 'One of the tickets was changed in the meantime. Look at it as it is now, and merge again.',
      TICKET_NOT_FOUND: 'One of the tickets was deleted. Choose another one.',
    },
    undoProblems: {
      STATUS_CONFLICT: 'The other ticket was merged too, or this merge was undone already. Undo the later merge first.',
      MERGE_UNDO_EXPIRED: 'A merge can be undone for 24 hours, while both tickets exist. Reopen the ticket instead.',
    },
  },
  links: {
    title: 'Linked tickets',
    none: 'No linked tickets.',
    add: 'Link a ticket',
    relation: 'This ticket',
    relations: {
      relates: 'Relates to',
      duplicates: 'Duplicates',
      duplicated_by: 'Is duplicated by',
      blocks: 'Blocks',
      blocked_by: 'Is blocked by',
    },
    remove: (other: number) => `Remove the link to ticket ${other}`,
    removed: (other: number) => `The link to ticket ${other} was removed.`,
    undo: 'Restore the link',
    problems: {
      INVALID_INPUT: 'A ticket cannot be linked to itself. Choose another one.',
      TICKET_NOT_FOUND: 'The other ticket was deleted. Choose another one.',
      LINK_LIMIT_REACHED: 'A ticket has at most 50 links. Remove one first, here or on the other ticket.',
    },
  },
  split: {
    action: 'Split into a new ticket',
    title: 'Split a message into a new ticket',
    explains: 'The message stays here too. The tickets are linked.',
    files: (count: number) =>
      one(count, 'Its file moves to the new ticket.', `Its ${count} files move to the new ticket.`),
    subject: 'Subject of the new ticket',
    create: 'Create the ticket',
    done: (from: number) => `This ticket was made from a message of ticket ${from}.`,
    problems: {
      INVALID_INPUT: 'Only a message of the requester can become a ticket, with a subject of at most 180 characters.',
      MESSAGE_NOT_FOUND: 'The message is in another ticket now, because of a merge. Split it there.',
      TICKET_NOT_FOUND: 'The ticket was deleted in the meantime.',
      LINK_LIMIT_REACHED: 'The ticket has the most links that are possible. Remove one first.',
    },
  },
  edit: {
    actions: (author: string) => `More for the message of ${author}`,
    action: 'Edit the message',
    title: 'Edit the message',
    text: 'Text',
    until: (time: string) => `You can edit it until ${time}; the team can read the earlier text.`,
    kept: 'What you typed before is still here.',
    unsaved: 'Edit not saved',
    discard: 'Discard my changes',
    elsewhere: 'This message was edited elsewhere in the meantime. If you save, your text replaces it:',
    asNew: 'Write it as a new message',
    versions: 'Show earlier texts',
    versionsTitle: 'Earlier texts',
    now: 'As it is now',
    replaced: 'Replaced',
    problems: {
      MESSAGE_NOT_EDITABLE:
        'A message can be edited for 15 minutes, at most 50 times. Your text is not lost: you can write it as a new message.',
      MESSAGE_NOT_FOUND:
        'The message is in another ticket now, because of a merge. Your text stays here; edit it there.',
      TICKET_NOT_FOUND: 'The ticket was deleted. Copy your text before you close this.',
    },
  },
}

/** The texts in a language: those of English, with any wording. */
export type MergingTexts = typeof merging
