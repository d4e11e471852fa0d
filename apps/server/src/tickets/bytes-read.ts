import { type AliasedRawBuilder, type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'

/**
 * The most text whose words one statement computes, in bytes. It takes up to 1 ms for 1 KiB, so a few long texts would
 * exceed the timeout of every search that reads them.
 */
export const MAX_BYTES_READ = 512 * 1024

/** The bytes of all rows up to this one in an order, as the column `bytes`. Postgres knows the length of a text without reading it. */
export function bytesThrough(
  bytes: Expression<number>,
  order: Expression<unknown>,
): AliasedRawBuilder<number, 'bytes'> {
  return sql<number>`sum(${bytes}) over (order by ${order} rows unbounded preceding)`.as('bytes')
}

/** Whether the bytes of all rows up to this one are few enough. */
export function isWithinBytes(max = MAX_BYTES_READ): RawBuilder<SqlBool> {
  return sql<SqlBool>`bytes <= ${sql.lit(max)}`
}
