import { useQuery } from '@tanstack/react-query'
import { queries } from '../app/support.ts'

export function QueuePage() {
  const { data } = useQuery(queries.tickets.list.queryOptions({ sort: '-createdAt', limit: 50 }))
  return (
    <main>
      <h1>Kin Support</h1>
      <ul>
        {data?.items.map(({ ticketId, subject }) => (
          <li key={ticketId}>{subject}</li>
        ))}
      </ul>
    </main>
  )
}
