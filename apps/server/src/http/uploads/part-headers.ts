import { isUtf8 } from 'node:buffer'
import { SupportError } from '@kinconecta/support-contracts'
import { parse as parseDisposition } from 'content-disposition'
import { malformedForm } from './malformed-form.ts'

/** Headers by lower-case name. The values are bytes decoded as Latin-1. Lines that are not headers are under ''. */
export type PartHeaders = Record<string, string[]>

/** The parsed headers of a part. */
export interface PartDescription {
  name: string
  /** The name as it was sent, without the folders that some browsers add. Undefined if none was sent. */
  fileName: string | undefined
  /** The header as it was sent, such as `text/plain; charset=utf-8`. Undefined if none was sent. */
  contentType: string | undefined
}

const PLAIN_ENCODINGS = new Set(['7bit', '8bit', 'binary'])

/** Parses the headers of a part. Throws REQUEST_MALFORMED, or UNSUPPORTED_MEDIA_TYPE if its bytes are encoded. */
export function describePart(headers: PartHeaders): PartDescription {
  if ('' in headers) throw malformedForm('a part has a malformed or too long header')
  const disposition = onlyValue(headers, 'content-disposition')
  if (disposition === undefined) throw malformedForm('a part has no Content-Disposition')
  refuseEncoded(onlyValue(headers, 'content-transfer-encoding'))
  const { type, parameters } = parseDisposition(withPercentEscapes(disposition), { multipart: true })
  const { name, filename } = parameters
  if (type !== 'form-data' || name === undefined) throw malformedForm('a part has no name')
  return { name, fileName: filename && lastSegment(filename), contentType: onlyValue(headers, 'content-type') }
}

function onlyValue(headers: PartHeaders, name: string): string | undefined {
  const [value, ...others] = headers[name] ?? []
  if (others.length > 0) throw malformedForm(`a part has several ${name} headers`)
  if (value === undefined) return undefined
  const bytes = Buffer.from(value, 'latin1')
  if (!isUtf8(bytes)) throw malformedForm('a part has a header that is not UTF-8')
  return bytes.toString().trim()
}

/** Refuses encoded bytes: RFC 7578 deprecates the header, and a file stored with its encoding could not be opened. */
function refuseEncoded(encoding = ''): void {
  if (encoding === '' || PLAIN_ENCODINGS.has(encoding.toLowerCase())) return
  const problem = `Content-Transfer-Encoding ${encoding.slice(0, 50)} is not supported in multipart/form-data`
  throw new SupportError('UNSUPPORTED_MEDIA_TYPE', `${problem}; send the bytes as they are`)
}

/**
 * Converts the escapes of curl, Go and Java, which write a backslash before quotes and backslashes, to the escape of
 * browsers, which write a quote as %22.
 */
function withPercentEscapes(disposition: string): string {
  return disposition.replaceAll(/\\(["\\])/g, (_, escaped) => (escaped === '"' ? '%22' : '\\'))
}

function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}
