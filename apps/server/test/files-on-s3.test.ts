import { describeFiles } from './files-suite.ts'
import { useService } from './harness.ts'
import { useS3 } from './s3-server.ts'

describeFiles(useService({ filesOptions: { s3: useS3() } }))
