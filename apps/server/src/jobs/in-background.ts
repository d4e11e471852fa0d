/** Work that goes on beside the requests. */
export interface BackgroundWork {
  /** Does the work; where it is being done, once more after it, for what has come meanwhile. */
  start: () => void
  /** Resolves when nothing is being done; nothing is begun any more. */
  end: () => Promise<void>
}

/** Work that nobody waits for. Where it fails, it is for the next round. */
export function inBackground(work: () => Promise<void>): BackgroundWork {
  const state = { isAsked: false, isOver: false }
  let running: Promise<void> | undefined
  const run = async () => {
    while (state.isAsked && !state.isOver) {
      state.isAsked = false
      await work().catch(() => {})
    }
    running = undefined
  }
  return {
    start() {
      state.isAsked = true
      running ??= run()
    },
    async end() {
      state.isOver = true
      await running
    },
  }
}
