import type { Attachment } from '@kinconecta/support-client'
import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight, Download } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useText } from '../text/text.ts'
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
  const text = useText()
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
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
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
  const text = useText()
  const {
    data: bytes,
    error,
    refetch,
  } = useQuery({
    queryKey: ['file', file.attachmentId],
    queryFn: ({ signal }) => readFile(addressOf(file), signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  const address = useObjectUrl(bytes)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (address === undefined) return <p role="status">{text.loading}</p>
  return <iframe className={styles['pdf']} src={address} title={file.fileName} />
}

async function readFile(address: string, signal: AbortSignal): Promise<Blob> {
  const response = await fetch(address, { signal })
  if (!response.ok) throw new Error(`The service answered with ${response.status}`)
  return new Blob([await response.arrayBuffer()], { type: 'application/pdf' })
}

function useObjectUrl(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (!blob) return
    const created = URL.createObjectURL(blob)
    setAddress(created)
    return () => URL.revokeObjectURL(created)
  }, [blob])
  return address
}
