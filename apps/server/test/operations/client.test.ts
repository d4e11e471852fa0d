import { describe } from 'vitest'
import { testClientBehaviour } from '../../../../packages/client/test/behaviour.ts'
import { useService } from '../support/harness.ts'

const service = useService()

describe('the client with the real service', () => {
  testClientBehaviour(() => service.client)
})
