// Loads seed/sample.json into the configured database. The server may be running or stopped.
import { readConfig } from '../config.ts'
import { type Closing, openSharedDatabase } from '../open-database.ts'
import { exitOnFailure } from '../process/exit-on-failure.ts'
import { loadSample } from './sample.ts'

await exitOnFailure(async () => {
  const closing: Closing = []
  const db = await openSharedDatabase(readConfig(), closing)
  const { tickets, attachments } = await loadSample(db)
  for (const close of closing.toReversed()) await close()
  console.log(`Loaded ${tickets} tickets and ${attachments} attachments. Existing ids were skipped.`)
})
