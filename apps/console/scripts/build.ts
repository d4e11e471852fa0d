// Prints the folder of the built console, and builds it first if there is no build of these sources.
import { build } from './build-console.ts'

console.log(await build())
