import { useService } from './harness.ts'
import { describeFiles } from './files-suite.ts'

describeFiles(useService())
