import type { Measurement } from '../measurement.ts'
import { withClient } from '../postgres.ts'
import { table } from '../report.ts'

const MOST = 2.5

interface Size {
  schema: string
  heap: number
  indexes: number
  whole: number
}

// The other tables of the service are empty.
const SIZES = `select relnamespace::regnamespace::text as schema, sum(pg_table_size(oid))::float8 as heap,
    sum(pg_indexes_size(oid))::float8 as indexes, sum(pg_total_relation_size(oid))::float8 as whole
  from pg_class where relkind in ('r', 'm') and relnamespace in ('public'::regnamespace, 'baseline'::regnamespace)
  group by 1 order by 1 desc`

export const bytesPerTicket: Measurement = {
  name: 'bytes per ticket',
  heading: 'Bytes per ticket',
  async measure({ databaseUrl, tickets }) {
    const { rows } = await withClient(databaseUrl, (client) => client.query<Size>(SIZES))
    const [service, baseline] = rows
    const ratio = service!.whole / baseline!.whole
    const each = (bytes: number) => (bytes / tickets).toFixed(0)
    const lines = rows.map(({ schema, heap, indexes, whole }) => [
      schema === 'public' ? 'service' : schema,
      each(heap),
      each(indexes),
      each(whole),
    ])
    return {
      goals: [{ work: this.name, toReach: `≤ ${MOST} × baseline`, measured: ratio.toFixed(2), isMet: ratio <= MOST }],
      details: table(['', 'table', 'indexes and search', 'together'], lines),
    }
  },
}
