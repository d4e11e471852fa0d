import { isSupportApiError } from '@kinconecta/support-client'
import type { FormEvent, ReactNode } from 'react'
import type { Saving } from '../app/use-save.ts'
import { useText } from '../text/text.ts'
import { Button } from './button.tsx'
import { Failure } from './failure.tsx'
import styles from './form.module.css'
import { Notice } from './notice.tsx'

/** Fields and the button that sends them. What the service says about the whole input is above the button. */
export function Form({
  saving,
  submit,
  isDisabled = false,
  problems,
  onSubmit,
  others,
  children,
}: {
  saving: Pick<Saving<never>, 'isSaving' | 'isSaved' | 'error'>
  submit: string
  /** Whether there is nothing to send. */
  isDisabled?: boolean
  problems?: ProblemTexts
  onSubmit: () => void
  /** Other buttons beside the first. */
  others?: ReactNode
  children: ReactNode
}) {
  const text = useText()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (!saving.isSaving && !isDisabled) onSubmit()
  }
  return (
    <form className={styles['form']} onSubmit={send}>
      {children}
      <FormProblem error={saving.error} {...(problems && { problems })} />
      <div className={styles['actions']}>
        <Button type="submit" kind="primary" disabled={saving.isSaving || isDisabled}>
          {submit}
        </Button>
        {others}
        <span role="status">
          {saving.isSaving && text.saving}
          {saving.isSaved && !saving.isSaving && text.saved}
        </span>
      </div>
    </form>
  )
}

/** What a refusal means here, by its code. */
export type ProblemTexts = Readonly<Record<string, string>>

/** Why a change was refused, in the language of the user where the reason is a known one. */
export function FormProblem({ error, problems }: { error: unknown; problems?: ProblemTexts }) {
  const text = useText()
  if (!error) return null
  const code = isSupportApiError(error) ? error.code : 'OTHER'
  const texts: ProblemTexts = { ...text.problems, ...problems }
  const known = Object.hasOwn(texts, code) ? texts[code] : undefined
  return known === undefined ? <Failure error={error} /> : <Notice isProblem>{known}</Notice>
}
