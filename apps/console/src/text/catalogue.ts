import type { en } from './en.ts'

/** The texts of a language: those of English, with any wording. */
export type Catalogue = Texts<typeof en>

type Texts<Text> = Text extends string
  ? string
  : Text extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { [Key in keyof Text]: Texts<Text[Key]> }
