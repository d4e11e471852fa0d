import { z } from 'zod'
import { SupportError } from '../core/errors.ts'
import { Id, Ref } from '../core/ids.ts'

/** The most tags of one ticket. */
export const MAX_TAGS = 20

/** The most tags of the desk, merged ones included. */
export const MAX_ALL_TAGS = 10_000

/** The name of a tag: 1 to 50 characters without control characters, not starting or ending with a space. */
export const TagName = z
  .string()
  .regex(/^(?!\s)[^\p{C}]{1,50}(?<!\s)$/u, 'Must have 1 to 50 characters, and no space at its start or end')
  .meta({ id: 'TagName', description: 'Name of a tag. Upper and lower case are not distinguished.' })

/** Throws TAG_LIMIT_REACHED if there are too many tags for `more`. */
export function refuseMoreTags(existing: number, more: number): void {
  if (existing + more <= MAX_ALL_TAGS) return
  throw new SupportError('TAG_LIMIT_REACHED', `The desk has at most ${MAX_ALL_TAGS} tags; use one that exists`)
}

/** The names of new tags: each once whatever its case, as it was first written, in the order in which they are created. */
export function newTagNames(names: readonly string[]): string[] {
  const byKey = new Map(names.toReversed().map((name) => [name.toLowerCase(), name]))
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name)
}

/** A tag, with the number of tickets that have it and are not done. */
export const Tag = z
  .object({
    tagId: Id,
    name: TagName,
    openTickets: z.int().min(0).meta({ description: 'The number of OPEN and IN_PROGRESS tickets with this tag.' }),
  })
  .meta({ id: 'Tag' })
export type Tag = z.infer<typeof Tag>

/** The input that renames a tag. */
export const TagRename = Ref.extend({ name: TagName }).meta({ id: 'TagRename', examples: [{ name: 'billing' }] })
export type TagRename = z.infer<typeof TagRename>

/** The input that merges a tag into another one. */
export const TagMerge = Ref.extend({
  into: Id.meta({ description: 'The tag that takes its place.' }),
}).meta({ id: 'TagMerge', examples: [{ into: 2 }] })
export type TagMerge = z.infer<typeof TagMerge>
