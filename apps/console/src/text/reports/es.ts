import type { Catalogue } from '../catalogue.ts'

/** Spanish texts of the reports. */
export const reports = {
  title: 'Informes',
  from: 'Desde',
  to: 'Hasta',
  interval: 'Una fila es',
  intervals: { day: 'Un día', week: 'Una semana' },
  group: 'Por',
  groups: { category: 'Categoría', roleContext: 'Rol', assigneeId: 'Agente', teamId: 'Equipo', tag: 'Etiqueta' },
  none: '—',
  day: 'Día',
  table: 'Mostrar los números',
  csv: 'Descargar como CSV',
  volume: 'Tickets que llegaron y se resolvieron',
  times: 'Cuánto esperaron los solicitantes',
  columns: {
    created: 'Creados',
    resolved: 'Resueltos',
    reopened: 'Reabiertos',
    backlog: 'Todavía abiertos',
    firstResponseP50S: 'Primera respuesta, mediana',
    firstResponseP90S: 'Primera respuesta, 90 %',
    resolutionP50S: 'Resolución, mediana',
    resolutionP90S: 'Resolución, 90 %',
  },
} satisfies Catalogue['reports']
