import { useService } from '../support/harness.ts'
import { describeFiles } from '../support/files-suite.ts'

describeFiles(useService())
