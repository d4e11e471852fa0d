import type { Catalogue } from '../catalogue.ts'

/** Portuguese texts of the reports. */
export const reports = {
  title: 'Relatórios',
  from: 'De',
  to: 'Até',
  interval: 'Uma linha é',
  intervals: { day: 'Um dia', week: 'Uma semana' },
  group: 'Por',
  groups: { category: 'Categoria', roleContext: 'Papel', assigneeId: 'Agente', teamId: 'Equipe', tag: 'Etiqueta' },
  none: '—',
  day: 'Dia',
  table: 'Mostrar os números',
  csv: 'Baixar como CSV',
  volume: 'Tickets que chegaram e foram resolvidos',
  times: 'Quanto tempo os solicitantes esperaram',
  columns: {
    created: 'Criados',
    resolved: 'Resolvidos',
    reopened: 'Reabertos',
    backlog: 'Ainda abertos',
    firstResponseP50S: 'Primeira resposta, mediana',
    firstResponseP90S: 'Primeira resposta, 90 %',
    resolutionP50S: 'Resolução, mediana',
    resolutionP90S: 'Resolução, 90 %',
  },
} satisfies Catalogue['reports']
