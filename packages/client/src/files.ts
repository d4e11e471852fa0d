/** The bytes of a file. */
export type FileData = Blob | Uint8Array | ArrayBuffer

/** A file to upload: a `File` has a name of its own, a `Blob` and bytes need one. */
export interface NamedFile {
  file: FileData
  /** Ends as its kind does, like `.png`; the service compares it with the bytes. */
  fileName?: string | undefined
}

/** A form with these members, which stand before the files, as the service asks for it. */
export function formOf(members: Readonly<object>, name: string, files: readonly (File | NamedFile)[]): FormData {
  const form = new FormData()
  for (const [member, value] of Object.entries(members) as [string, string | number | null | undefined][]) {
    if (value !== undefined && value !== null) form.append(member, `${value}`)
  }
  for (const item of files) {
    const { file, fileName } = isFile(item) ? { file: item, fileName: undefined } : item
    form.append(name, file instanceof Blob ? file : new Blob([file as ArrayBuffer]), nameOf(file, fileName))
  }
  return form
}

/** How many bytes the files have. */
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
