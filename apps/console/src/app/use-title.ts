import { useEffect } from 'react'
import { useText } from '../text/text.ts'

/** The title of the window. */
export function useTitle(title: string): void {
  const { appName } = useText()
  useEffect(() => {
    document.title = `${title} · ${appName}`
  }, [title, appName])
}
