import { Id, SupportError, type Tag, type TagService } from '@kinconecta/support-contracts'
import { z } from 'zod'
import { readPage } from '../platform/paging/page.ts'
import type { TicketDependencies } from '../tickets/tickets.service.ts'
import { countTags, findTag, listTags, lockTags, mergeTag, renameTag, tagNotFound } from './tags.repository.ts'

const position = z.tuple([Id])

/** The rules of `desk.tags.*`. */
export function tagService({ db, lists }: TicketDependencies): TagService {
  const get = async (id: number): Promise<Tag> => {
    const tag = await findTag(db, id)
    if (!tag) throw tagNotFound(id)
    return tag
  }
  return {
    list: (query) =>
      readPage(query, {
        name: 'tags',
        position,
        positionOf: ({ tagId }) => [tagId] as [number],
        listAfter: async (after, limit) => ({ rows: await listTags(lists, after?.[0] ?? 0, limit), isCut: false }),
        count: () => countTags(lists),
      }),

    async rename({ id, name }) {
      if (!(await renameTag(db, id, name))) throw tagNotFound(id)
      return get(id)
    },

    async merge({ id, into }) {
      if (id === into) throw new SupportError('INVALID_INPUT', 'into: Must be another tag')
      const locked = await lockTags(db, [id, into])
      for (const each of [id, into]) if (!locked.includes(each)) throw tagNotFound(each)
      await mergeTag(db, id, into)
      return get(into)
    },
  }
}
