import { createSupportClient, type SupportApiError } from '@kinconecta/support-client'
import { supportQueries } from '@kinconecta/support-client/react-query'
import { QueryClient, QueryClientProvider, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createRoot } from 'react-dom/client'

const url = new URLSearchParams(location.search).get('support') ?? ''
const queries = supportQueries(createSupportClient({ url }))

function Tickets() {
  const [subject, setSubject] = useState('')
  const queryClient = useQueryClient()
  const tickets = useQuery(queries.tickets.list.queryOptions({ limit: 1000 }))
  const create = useMutation({
    ...queries.tickets.create.mutationOptions(),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: queries.tickets.list.queryKey() }),
  })
  const send = () => create.mutate({ fullName: 'Ana', email: 'ana@example.com', subject, message: 'Hola' })
  const failure = create.error as SupportApiError | null
  return (
    <>
      <input value={subject} onChange={({ target }) => setSubject(target.value)} />
      <button onClick={send}>Create</button>
      <p role="alert">{failure?.fieldErrors['subject']?.[0]}</p>
      <ul>
        {tickets.data?.items.map((ticket) => (
          <li key={ticket.ticketId}>{ticket.subject}</li>
        ))}
      </ul>
    </>
  )
}

createRoot(document.getElementById('root')!).render(
  <QueryClientProvider client={new QueryClient()}>
    <Tickets />
  </QueryClientProvider>,
)
