import { text } from '../core/text.ts'

// Control characters, and bidirectional marks, which can make `gpj.exe` look like `exe.jpg`.
// oxlint-disable-next-line no-control-regex
const DISALLOWED = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** The name of a stored file: 1 to 255 characters, without folders, control characters and bidirectional marks. */
export const FileName = text(255)
  .refine((name) => !DISALLOWED.test(name), {
    message: 'Must not contain control characters or bidirectional marks',
  })
  .refine((name) => !/[/\\]/.test(name), { message: 'Must not contain / or \\' })
