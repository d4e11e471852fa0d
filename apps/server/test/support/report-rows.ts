const aReport = () => ({ from: '2026-03-01', to: '2026-03-31', interval: 'week', groupBy: 'tag' })

/** How a test calls the reports. They change nothing and name nothing. */
export const reportRows = {
  'desk.reports.volume': { names: 'nothing', input: aReport },
  'desk.reports.times': { names: 'nothing', input: aReport },
  'desk.reports.satisfaction': { names: 'nothing', input: aReport },
  'desk.reports.sla': { names: 'nothing', input: aReport },
  'desk.reports.csv': { names: 'nothing', input: () => ({ report: 'volume', ...aReport() }) },
} as const
