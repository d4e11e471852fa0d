import { useEffect } from 'react'
import { PATH_PREFIX } from '../app/path-prefix.ts'
import { useStore } from '../app/store.ts'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Notice } from '../ui/notice.tsx'
import { checkSession, otherUser, useSession } from './session.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Lies over the page when the session has ended. The page below stays as it is. */
export default function SessionDialog() {
  const text = useText()
  const { session } = useSession()
  const other = useStore(otherUser)
  useEffect(() => {
    const check = () => void checkSession() // the user may come back from another window
    addEventListener('focus', check)
    return () => removeEventListener('focus', check)
  }, [])
  return (
    <Dialog title={text.session.ended}>
      {other ? (
        <>
          <Notice>{text.session.otherUser(other.name ?? other.agentId ?? other.id)}</Notice>
          <Button onClick={() => location.reload()}>{text.session.reload}</Button>
        </>
      ) : (
        <p>{text.session.endedText}</p>
      )}
      <SignInForm
        ways={session.ways}
        returnTo={`${PATH_PREFIX}/console/signed-in`}
        isOverPage
        onSignedIn={() => void checkSession()}
      />
    </Dialog>
  )
}
