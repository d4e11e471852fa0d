import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { QueuePage } from './queue/queue-page.tsx'

const client = new QueryClient()

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <QueuePage />
    </QueryClientProvider>
  </StrictMode>,
)
