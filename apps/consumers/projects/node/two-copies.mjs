import { createRequire } from 'node:module'
import { isSupportApiError, SupportApiError } from '@kinconecta/support-client'

const { createSupportClient } = createRequire(import.meta.url)('@kinconecta/support-client')
const support = createSupportClient({ url: process.env.SUPPORT_URL })
const error = await support.tickets.get({ id: 999_999_999 }).catch((reason) => reason)
console.log(JSON.stringify({ isOfThisCopy: error instanceof SupportApiError, isKnown: isSupportApiError(error) }))
