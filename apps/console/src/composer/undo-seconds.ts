/** For how long a reply can be taken back. */
export const UNDO_SECONDS = 10
