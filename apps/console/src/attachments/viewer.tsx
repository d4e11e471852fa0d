import type { Attachment } from '@kinconecta/support-client'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Failure } from '../ui/failure.tsx'
import { addressOf, viewOf } from './file-kind.ts'
import styles from './viewer.module.css'

/** Shows the images and PDF of a conversation, one at a time. Arrows lead to the others, Escape closes it. */
export default function Viewer({
  files,
  openId,
  onOpen,
  onClose,
}: {
  files: readonly Attachment[]
  openId: number
  onOpen: (attachmentId: number) => void
  onClose: () => void
}) {
  const text = useTicketText()
  const position = Math.max(
    files.findIndex(({ attachmentId }) => attachmentId === openId),
    0,
  )
  const file = files[position]
  const go = (step: number) => {
    const next = files[(position + step + files.length) % files.length]
    if (next) onOpen(next.attachmentId)
  }
  const onKeyDown = useEffectEvent(({ key }: KeyboardEvent) => {
    if (key === 'ArrowLeft') go(-1)
    if (key === 'ArrowRight') go(1)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    addEventListener('keydown', listener, true) // the dialog keeps arrows to itself
    return () => removeEventListener('keydown', listener, true)
  }, [])
  if (!file) return undefined
  return (
    <Dialog title={file.fileName} size="full" onClose={onClose}>
      <div className={styles['viewer']}>
        {viewOf(file) === 'image' ? (
          <Picture key={file.attachmentId} file={file} />
        ) : (
          <Pdf key={file.attachmentId} file={file} />
        )}
        <div className={styles['bar']}>
          {files.length > 1 && (
            <>
              <Button onClick={() => go(-1)} aria-label={text.files.previous} title="←">
                <ChevronLeft size={18} aria-hidden />
              </Button>
              <span role="status">{text.files.position(position + 1, files.length)}</span>
              <Button onClick={() => go(1)} aria-label={text.files.next} title="→">
                <ChevronRight size={18} aria-hidden />
              </Button>
            </>
          )}
          <a className={buttonClass()} href={addressOf(file)} download>
            <Download size={18} aria-hidden />
            {text.files.download}
          </a>
        </div>
      </div>
    </Dialog>
  )
}

function Picture({ file }: { file: Attachment }) {
  const [error, setError] = useState(false)
  if (error) return <Failure error={undefined} />
  return (
    <img className={styles['picture']} src={addressOf(file, true)} alt={file.fileName} onError={() => setError(true)} />
  )
}

/** The bytes come with the session of this page, and run nothing: their type is fixed here. */
function Pdf({ file }: { file: Attachment }) {
  const text = useTicketText()
  const { address, error } = useFileAddress(addressOf(file))
  if (error !== undefined) return <Failure error={error} />
  if (address === undefined) return <p role="status">{text.loading}</p>
  // oxlint-disable-next-line react/iframe-missing-sandbox -- browsers show no PDF in a sandbox
  return <iframe className={styles['pdf']} src={address} title={file.fileName} />
}

/** An address of the bytes in this browser, as long as the component is there. */
function useFileAddress(source: string) {
  const [state, setState] = useState<{ address?: string; error?: unknown }>({})
  useEffect(() => {
    const ending = new AbortController()
    let address: string | undefined
    const read = async () => {
      const blob = await readFile(source, ending.signal)
      if (ending.signal.aborted) return
      address = URL.createObjectURL(blob)
      setState({ address })
    }
    read().catch((error: unknown) => ending.signal.aborted || setState({ error }))
    return () => {
      ending.abort()
      if (address !== undefined) URL.revokeObjectURL(address)
    }
  }, [source])
  return state
}

async function readFile(address: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(`The service answered with ${response.status}`)
  return new Blob([await response.arrayBuffer()], { type: 'application/pdf' })
}
