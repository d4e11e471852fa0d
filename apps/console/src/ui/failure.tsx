import { isSupportApiError } from '@kinconecta/support-client'
import { useText } from '../text/text.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** What did not work, with the id under which the log of the server has it. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const text = useText()
  const { detail, requestId } = isSupportApiError(error) ? error : {}
  return (
    <Notice isProblem>
      <p>
        {text.failed} {detail}
      </p>
      {requestId && <p>{text.requestId(requestId)}</p>}
      {onRetry && <Button onClick={onRetry}>{text.retry}</Button>}
    </Notice>
  )
}
