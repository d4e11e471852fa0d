import { useText } from '../text/text.ts'
import { Notice } from '../ui/notice.tsx'
import { useSession } from './session.ts'
import { problemText, SignInForm } from './sign-in-form.tsx'
import styles from './sign-in.module.css'

/** The page on which users sign in, and to which they come back if it did not work. */
export function SignInPage({ problem, returnTo }: { problem: string | undefined; returnTo: string }) {
  const text = useText()
  const { session } = useSession()
  return (
    <main className={styles['page']}>
      <h1>{text.appName}</h1>
      {problem && <Notice isProblem>{problemText(text, problem)}</Notice>}
      {/* The page is loaded anew, so that nothing of another user is in memory. */}
      <SignInForm ways={session.ways} returnTo={returnTo} onSignedIn={() => location.assign(returnTo)} />
    </main>
  )
}

/** The end of a sign-in in a window of its own, which closes. The page that opened it was told by the session. */
export function SignedInPage() {
  const text = useText()
  return (
    <main className={styles['page']} ref={() => window.close()}>
      <h1>{text.appName}</h1>
      <p>{text.session.signedIn}</p>
    </main>
  )
}
