/** Work that does not belong to a request. */
export interface BackgroundWork {
  /** Starts the work. If it is running already, it runs once more afterwards. */
  start: () => void
  /** Prevents further runs. Resolves when the current run has ended. */
  end: () => Promise<void>
}

/** Runs `work` in the background, at most once at a time. Errors are ignored: the next run repeats the work. */
export function inBackground(work: () => Promise<void>): BackgroundWork {
  const state = { isRequested: false, isEnded: false }
  let running: Promise<void> | undefined
  const run = async () => {
    while (state.isRequested && !state.isEnded) {
      state.isRequested = false
      await work().catch(() => {})
    }
    running = undefined
  }
  return {
    start() {
      state.isRequested = true
      running ??= run()
    },
    async end() {
      state.isEnded = true
      await running
    },
  }
}
