import { describeFiles } from '../support/files-suite.ts'
import { useService } from '../support/harness.ts'
import { useS3 } from '../support/s3-server.ts'

describeFiles(useService({ filesOptions: { s3: useS3() } }))
