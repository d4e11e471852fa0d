import type { FileContent } from '../attachments/files.ts'
import type { ReportFileQuery, ReportQuery } from './report-query.ts'
import type { SatisfactionReport, SlaReport, TimesReport, VolumeReport } from './report.ts'

/** The operations of `desk.reports`. */
export interface ReportService {
  volume(query: ReportQuery): Promise<VolumeReport>
  times(query: ReportQuery): Promise<TimesReport>
  satisfaction(query: ReportQuery): Promise<SatisfactionReport>
  sla(query: ReportQuery): Promise<SlaReport>
}

/** The operations of `desk.reports` with files. */
export interface ReportFileService {
  csv(query: ReportFileQuery): Promise<FileContent>
}
