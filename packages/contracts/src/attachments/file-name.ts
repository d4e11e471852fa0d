import { text } from '../core/text.ts'

// Control characters, and those that turn the direction of writing, which make `gpj.exe` read `exe.jpg`.
// oxlint-disable-next-line no-control-regex
const DECEIVING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/

/** The name of a stored file: 1 to 255 characters, without folders and without characters that are not seen. */
export const FileName = text(255)
  .refine((name) => !DECEIVING.test(name), {
    message: 'Must not contain control characters or marks that turn the direction of text',
  })
  .refine((name) => !/[/\\]/.test(name), { message: 'Must not contain / or \\' })
