import type { CallOptions, SupportCall } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useSettingsText } from '../text/settings/settings-text.ts'
import { Button } from '../ui/button.tsx'
import { Failure } from '../ui/failure.tsx'
import { NEW } from './collection.tsx'

/** One thing as it was read or saved last, and the version that a change of it has to name. */
export interface Detail<Data> {
  data: Data
  version: number | undefined
}

interface DetailFormProperties<Data> {
  queryKey: readonly unknown[]
  read: (id: string, options: CallOptions) => Pick<SupportCall<Data>, 'withResponse'>
  /** The form; without a detail that of a new thing. It tells what was saved. */
  children: (detail: Detail<Data> | undefined, onSaved: (saved: Detail<Data>) => void) => ReactNode
}

/** The form of the thing in the address: nothing without an id, an empty form for a new one. */
export function DetailForm<Data>({ id, ...form }: DetailFormProperties<Data> & { id: string | undefined }) {
  if (id === undefined) return null
  if (id === NEW) return form.children(undefined, () => {})
  return <ReadForm id={id} {...form} />
}

/** Reads the thing once: a form that somebody fills in never changes by itself. */
function ReadForm<Data>({ id, queryKey, read, children }: DetailFormProperties<Data> & { id: string }) {
  const text = useSettingsText()
  const [readings, setReadings] = useState(0)
  const [saved, setSaved] = useState<{ detail: Detail<Data>; count: number }>()
  const { data, error } = useQuery({
    queryKey: [...queryKey, id, 'form', readings],
    queryFn: async ({ signal }): Promise<Detail<Data>> => {
      const { data: found, version } = await read(id, { signal }).withResponse()
      return { data: found, version }
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  const readAgain = () => {
    setSaved(undefined)
    setReadings((count) => count + 1)
  }
  if (error) return <Failure error={error} onRetry={readAgain} />
  const detail = saved?.detail ?? data
  if (!detail) return <p role="status">{text.loading}</p>
  const onSaved = (now: Detail<Data>) => setSaved((before) => ({ detail: now, count: (before?.count ?? 0) + 1 }))
  return (
    <>
      <div key={`${readings} ${saved?.count}`}>{children(detail, onSaved)}</div>
      <div>
        <Button kind="quiet" onClick={readAgain}>
          {text.loadAgain}
        </Button>
        <span role="status">{saved && text.saved}</span>
      </div>
    </>
  )
}
