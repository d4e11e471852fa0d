import { useIsConnected } from '../app/connection.ts'
import { useSession } from '../session/session.ts'
import { useText } from '../text/text.ts'
import { Notice } from '../ui/notice.tsx'

/** What concerns every page. */
export function Notices() {
  const text = useText()
  const { session } = useSession()
  const isConnected = useIsConnected()
  return (
    <>
      {session.isOpen && <Notice>{text.openServer}</Notice>}
      {!isConnected && <Notice isProblem>{text.noConnection}</Notice>}
    </>
  )
}
