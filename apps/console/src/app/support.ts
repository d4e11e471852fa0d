import { createSupportClient } from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { PATH_PREFIX } from './path-prefix.ts'

/** The client of the service. The cookie of the session, which scripts cannot read, says who calls. */
export const support = createSupportClient({ url: PATH_PREFIX === '' ? location.origin : PATH_PREFIX })

export const queries = supportQueries(support)
