import { z } from 'zod'
import { SCOPES } from '../access/access.ts'
import { Id } from '../core/ids.ts'
import { PageRequest } from '../core/pages.ts'
import { text } from '../core/text.ts'
import { Timestamp, TimestampInput } from '../core/timestamps.ts'

/** The maximum number of API keys that are not revoked. */
export const MAX_API_KEYS = 200

const name = text(100).meta({ description: 'Name of the key, such as that of the program that uses it.' })
const scopes = z
  .array(z.enum(SCOPES))
  .min(1)
  .max(SCOPES.length)
  .refine((all) => new Set(all).size === all.length, 'Must not have a scope twice')
  .meta({ description: 'What the key may do.' })

/** An API key, without the key itself. */
export const ApiKey = z
  .object({
    apiKeyId: Id,
    name: z.string().meta({ description: 'Name of the key.' }),
    scopes: z.array(z.enum(SCOPES)).meta({ description: 'What the key may do.' }),
    createdAt: Timestamp,
    expiresAt: Timestamp.nullable().meta({ description: 'From when it is refused; null if it does not expire.' }),
    revokedAt: Timestamp.nullable().meta({ description: 'When it was revoked; null if it was not.' }),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>

/** A new API key. */
export const ApiKeyWithKey = ApiKey.extend({
  key: z.string().meta({ description: 'The key, to send as `Authorization: Bearer`. It is not shown again.' }),
}).meta({ id: 'ApiKeyWithKey' })
export type ApiKeyWithKey = z.infer<typeof ApiKeyWithKey>

/** The input that creates an API key. */
export const ApiKeyCreate = z
  .object({
    name,
    scopes,
    expiresAt: TimestampInput.meta({
      description: 'From when the key is refused. Default: it does not expire.',
    }).optional(),
  })
  .meta({ id: 'ApiKeyCreate', examples: [{ name: 'Reporting', scopes: ['tickets:read', 'desk:read'] }] })
export type ApiKeyCreate = z.infer<typeof ApiKeyCreate>

/** A page of the API keys. */
export const ApiKeyQuery = PageRequest.pick({ limit: true, cursor: true })
export type ApiKeyQuery = z.infer<typeof ApiKeyQuery>

/** Identifies one API key. */
export const ApiKeyRef = z.object({ id: Id.meta({ description: 'The `apiKeyId`.' }) })
export type ApiKeyRef = z.infer<typeof ApiKeyRef>
