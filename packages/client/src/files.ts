/** The content of a file. */
export type FileData = Blob | Uint8Array | ArrayBuffer

/** A file to upload. A `File` has a name; a `Blob` and bytes need `fileName`. */
export interface NamedFile {
  file: FileData
  /** Name with an extension such as `.png`. The service corrects an extension that does not match the bytes. */
  fileName?: string | undefined
}

/** Builds a form with these fields first and then the files. */
export function formOf(fields: Readonly<object>, name: string, files: readonly (File | NamedFile)[]): FormData {
  const form = new FormData()
  for (const [field, value] of Object.entries(fields) as [string, string | number | null | undefined][]) {
    if (value !== undefined && value !== null) form.append(field, `${value}`)
  }
  for (const item of files) {
    const { file, fileName } = isFile(item) ? { file: item, fileName: undefined } : item
    form.append(name, file instanceof Blob ? file : new Blob([file as ArrayBuffer]), nameOf(file, fileName))
  }
  return form
}

/** Returns the total size of the files in bytes. */
export function sizeOf(files: readonly (File | NamedFile)[]): number {
  return files.reduce((sum, item) => {
    const file = isFile(item) ? item : item.file
    return sum + (file instanceof Blob ? file.size : file.byteLength)
  }, 0)
}

function isFile(item: File | NamedFile): item is File {
  return item instanceof Blob
}

function nameOf(file: FileData, fileName: string | undefined): string {
  const name = fileName ?? (file as Partial<File>).name
  if (name === undefined) throw new TypeError('A Blob or bytes need a fileName')
  return name
}
