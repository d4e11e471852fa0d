import { z } from 'zod'

/** What a verified token says about the person. A claim that is missing or invalid is undefined. */
export interface TokenProfile {
  name: string | undefined
  email: string | undefined
}

const Name = z.string().regex(/^[^\p{C}]{1,150}$/u)
const Email = z.string().regex(/^[^\p{C}\s@]{1,94}@[^\p{C}\s@]{1,95}$/u)

/** Reads the claims about the person. */
export function profileOf({ name, email }: { name?: unknown; email?: unknown }): TokenProfile {
  return { name: Name.safeParse(name).data, email: Email.safeParse(email).data }
}
