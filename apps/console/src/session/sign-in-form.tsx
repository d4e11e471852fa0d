import { type FormEvent, useState } from 'react'
import type { Catalogue } from '../text/catalogue.ts'
import { useText } from '../text/text.ts'
import { Button, buttonClass } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Notice } from '../ui/notice.tsx'
import { oidcAddress, type Session, signInWithKey } from './session.ts'
import styles from './sign-in.module.css'

/** The ways to sign in that the server has. Over a page that is open, other sites are opened in a window of their own. */
export function SignInForm({
  ways,
  returnTo,
  isOverPage = false,
  onSignedIn,
}: {
  ways: Session['ways']
  returnTo: string
  isOverPage?: boolean
  onSignedIn: () => void
}) {
  const text = useText()
  const { oidc, handOverUrl, key } = ways
  const target = isOverPage ? { target: '_blank', rel: 'opener' } : {}
  return (
    <div className={styles['ways']}>
      {oidc && (
        <a className={buttonClass('primary')} href={oidcAddress(returnTo)} {...target}>
          {text.session.withOidc}
        </a>
      )}
      {handOverUrl !== null && (
        <a className={buttonClass(oidc ? 'normal' : 'primary')} href={handOverUrl} {...target}>
          {text.session.withMarketplace}
        </a>
      )}
      {isOverPage && (oidc || handOverUrl !== null) && <p>{text.session.newWindow}</p>}
      {key && <KeyForm isOnlyWay={!oidc && handOverUrl === null} onSignedIn={onSignedIn} />}
      {!oidc && handOverUrl === null && !key && <p>{text.session.noWay}</p>}
    </div>
  )
}

function KeyForm({ isOnlyWay, onSignedIn }: { isOnlyWay: boolean; onSignedIn: () => void }) {
  const text = useText()
  const [key, setKey] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isSending, setSending] = useState(false)
  const signIn = async () => {
    setSending(true)
    const response = await signInWithKey(key.trim()).catch(() => undefined)
    setSending(false)
    if (response?.ok) return onSignedIn()
    const { code = 'OTHER' } = ((await response?.json().catch(() => undefined)) ?? {}) as { code?: string }
    return setProblem(problemText(text, code))
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (key.trim() !== '') void signIn()
  }
  return (
    <form className={styles['way']} onSubmit={submit}>
      <TextField
        label={text.session.withKey}
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        maxLength={200}
        value={key}
        onChange={({ target }) => setKey(target.value)}
      />
      <Button type="submit" kind={isOnlyWay ? 'primary' : 'normal'} disabled={isSending}>
        {text.session.useKey}
      </Button>
      {problem && <Notice isProblem>{problem}</Notice>}
    </form>
  )
}

/** The sentence for an error code of the service. */
export function problemText({ session: { problems } }: Catalogue, code: string): string {
  return Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : problems.OTHER
}
