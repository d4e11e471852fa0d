/** All items of a list that is read page by page, at most `max`. */
export async function collect<Item>(list: AsyncIterable<Item>, max: number): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of list) {
    items.push(item)
    if (items.length >= max) break
  }
  return items
}
