import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useText } from '../text/text.ts'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { queryClient } from './query-client.ts'
import { router } from './router.tsx'

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}

/** What is shown if the service does not respond when the page opens. */
export function NoService({ onRetry }: { onRetry: () => void }) {
  const text = useText()
  return (
    <main>
      <h1>{text.appName}</h1>
      <Notice isProblem>{text.noConnection}</Notice>
      <Button onClick={onRetry}>{text.retry}</Button>
    </main>
  )
}
