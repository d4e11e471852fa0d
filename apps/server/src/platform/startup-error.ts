/** The service cannot start. The message gives the reason and is shown to the operator. */
export class StartupError extends Error {
  override readonly name = 'StartupError'
}
