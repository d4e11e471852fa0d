import type { Ref, VersionedRef } from '../core/ids.ts'
import type { Page } from '../core/pages.ts'
import type { BulkChange, BulkCreate, BulkQuery, BulkResult, BulkResultQuery } from './bulk.ts'
import type {
  AppliedMacro,
  Macro,
  MacroApply,
  MacroCreate,
  MacroOnTicket,
  MacroPreview,
  MacroQuery,
  MacroUpdate,
  MacroUseQuery,
  MacroUses,
} from './macro.ts'

/** The operations of `desk.bulk`. */
export interface BulkService {
  create(input: BulkCreate): Promise<BulkChange>
  list(query: BulkQuery): Promise<Page<BulkChange>>
  get(ref: Ref): Promise<BulkChange>
  results(query: BulkResultQuery): Promise<Page<BulkResult>>
  cancel(ref: Ref): Promise<BulkChange>
  undo(ref: Ref): Promise<BulkChange>
}

/** The operations of `desk.macros`. */
export interface MacroService {
  list(query: MacroQuery): Promise<Page<Macro>>
  uses(query: MacroUseQuery): Promise<MacroUses>
  get(ref: Ref): Promise<Macro>
  create(input: MacroCreate): Promise<Macro>
  update(input: MacroUpdate): Promise<Macro>
  delete(ref: VersionedRef): Promise<null>
  preview(input: MacroOnTicket): Promise<MacroPreview>
  apply(input: MacroApply): Promise<AppliedMacro>
}
