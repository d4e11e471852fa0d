import type { Attachment } from '@kinconecta/support-client'
import { ExternalLink, FileText, Image } from 'lucide-react'
import { useState } from 'react'
import { useTicketText } from '../text/ticket/ticket-text.ts'
import { useLocale } from '../text/text.ts'
import { addressOf, isStored, sizeText, thumbnailOf, viewOf } from './file-kind.ts'
import styles from './file-list.module.css'

/** The files of a message. Images and PDF open in the viewer, others are saved. */
export function FileList({ files, onOpen }: { files: readonly Attachment[]; onOpen: (attachmentId: number) => void }) {
  const text = useTicketText()
  return (
    <ul className={styles['files']} aria-label={text.files.title}>
      {files.map((file) => (
        <li key={file.attachmentId}>
          <FileLink file={file} onOpen={onOpen} />
        </li>
      ))}
    </ul>
  )
}

function FileLink({ file, onOpen }: { file: Attachment; onOpen: (attachmentId: number) => void }) {
  const locale = useLocale()
  const content = (
    <>
      <Thumbnail file={file} />
      <span className={styles['name']}>
        <bdi>{file.fileName}</bdi>
        {file.fileSizeBytes !== null && <span className={styles['size']}>{sizeText(file.fileSizeBytes, locale)}</span>}
      </span>
    </>
  )
  if (viewOf(file)) {
    return (
      <button type="button" className={styles['file']} onClick={() => onOpen(file.attachmentId)}>
        {content}
      </button>
    )
  }
  if (isStored(file)) {
    return (
      <a className={styles['file']} href={addressOf(file)} download>
        {content}
      </a>
    )
  }
  return (
    <a className={styles['file']} href={file.fileUrl} target="_blank" rel="noopener noreferrer">
      {content}
    </a>
  )
}

/** A small picture, or a sign if there is none. */
function Thumbnail({ file }: { file: Attachment }) {
  const address = thumbnailOf(file)
  const [hasFailed, setFailed] = useState(false)
  if (address && !hasFailed) {
    return <img className={styles['thumbnail']} src={address} alt="" loading="lazy" onError={() => setFailed(true)} />
  }
  const Icon = !isStored(file) ? ExternalLink : viewOf(file) === 'image' ? Image : FileText
  return (
    <span className={styles['thumbnail']}>
      <Icon size={20} aria-hidden />
    </span>
  )
}
