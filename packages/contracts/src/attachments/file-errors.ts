import type { ErrorCode } from '../core/errors.ts'

/** The error codes of operations that receive files. */
export const UPLOAD_ERRORS = [
  'FILE_LIMIT_REACHED',
  'UPLOAD_QUOTA_REACHED',
  'FILE_TOO_LARGE',
  'FILE_TYPE_NOT_ALLOWED',
  'STORAGE_UNAVAILABLE',
  'STORAGE_FULL',
] as const satisfies ErrorCode[]

/** The error codes of operations that return the bytes of a file. */
export const DOWNLOAD_ERRORS = [
  'LINK_INVALID',
  'ATTACHMENT_NOT_FOUND',
  'FILE_NOT_FOUND',
  'FILE_PENDING',
  'FILE_REJECTED',
  'STORAGE_UNAVAILABLE',
  'RANGE_NOT_SATISFIABLE',
] as const satisfies ErrorCode[]
