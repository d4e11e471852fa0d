import { createSupportClient, isAbortError } from '@kinconecta/support-client'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { PATH_PREFIX } from '../app/path-prefix.ts'
import type { DraftFile } from '../drafts/draft-state.ts'
import { currentSession, endSession, signedInAgain } from '../session/session.ts'

/** A file on its way to the service. */
export interface RunningUpload {
  id: string
  fileName: string
  /** From 0 to 1. */
  progress: number
  error?: unknown
}

const MAX_FILES = 10

/** The browser reports the progress of a request only if the client sends it by itself, without another `fetch`. */
const uploads = createSupportClient({
  url: location.origin + PATH_PREFIX,
  onResponse: ({ status }) => {
    if (status === 401) endSession()
  },
})

/** Uploads the files of a message, each as soon as it is chosen. */
export function useUploads(ticketId: number, fileCount: number, onUploaded: (file: DraftFile) => void) {
  const [running, setRunning] = useState<readonly RunningUpload[]>([])
  const controllers = useRef(new Map<string, AbortController>())
  const uploaded = useEffectEvent(onUploaded)

  const update = (id: string, changes: Partial<RunningUpload>) =>
    setRunning((all) => all.map((upload) => (upload.id === id ? { ...upload, ...changes } : upload)))
  const remove = (id: string) => setRunning((all) => all.filter((upload) => upload.id !== id))

  const start = async (file: File) => {
    const id = crypto.randomUUID()
    const controller = new AbortController()
    controllers.current.set(id, controller)
    setRunning((all) => [...all, { id, fileName: file.name, progress: 0 }])
    const send = () =>
      uploads.desk.attachments
        .upload(
          { ticketId, file, fileName: file.name },
          {
            idempotencyKey: id,
            signal: controller.signal,
            onProgress: ({ sentBytes, totalBytes }) =>
              update(id, { progress: totalBytes > 0 ? sentBytes / totalBytes : 0 }),
          },
        )
        .result()
    let result = await send()
    if (!result.ok && 'status' in result.error && result.error.status === 401 && currentSession()?.session.caller) {
      await signedInAgain()
      result = await send()
    }
    controllers.current.delete(id)
    if (result.ok) {
      remove(id)
      uploaded({ attachmentId: result.data.attachmentId, fileName: result.data.fileName })
    } else if (isAbortError(result.error)) remove(id)
    else update(id, { error: result.error })
  }

  const add = (files: Iterable<File>) => {
    const free = MAX_FILES - fileCount - running.length
    for (const file of [...files].slice(0, Math.max(free, 0))) void start(file)
  }
  const cancel = (id: string) => {
    controllers.current.get(id)?.abort()
    remove(id)
  }
  return { running, add, cancel, isFull: fileCount + running.length >= MAX_FILES }
}

/** Calls the function with files that are dropped on the element or pasted into it. */
export function useDroppedFiles(onFiles: (files: FileList) => void) {
  const [isOver, setOver] = useState(false)
  const [element, setElement] = useState<HTMLElement | null>(null)
  const receive = useEffectEvent(onFiles)
  useEffect(() => {
    if (!element) return
    const ending = new AbortController()
    const { signal } = ending
    const on = <Type extends 'dragover' | 'dragleave' | 'drop' | 'paste'>(
      type: Type,
      listener: (event: HTMLElementEventMap[Type]) => void,
    ) => element.addEventListener(type, listener, { signal })
    on('dragover', (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      setOver(true)
    })
    on('dragleave', () => setOver(false))
    on('drop', (event) => {
      setOver(false)
      take(event, event.dataTransfer)
    })
    on('paste', (event) => take(event, event.clipboardData))
    const take = (event: Event, data: DataTransfer | null) => {
      if (!data || data.files.length === 0) return
      event.preventDefault()
      receive(data.files)
    }
    return () => ending.abort()
  }, [element])
  return [setElement, isOver] as const
}
