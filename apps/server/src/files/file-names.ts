import { extensionOf, extensionsOf, isKnownExtension } from './file-kinds.ts'

const MAX_CHARACTERS = 255

/**
 * Returns the name under which a file is served: the sent name, if it has an extension of the type. The extension of
 * another type is replaced, and a missing one is appended. Trailing dots and spaces are removed, because Windows
 * removes them.
 */
export function servedName(sentName: string, mimeType: string, detectedExtension: string): string {
  const name = withoutTrailing(sentName) || 'file'
  const extension = extensionOf(name)
  const extensions = extensionsOf(mimeType, detectedExtension)
  if (extensions.includes(extension)) return name
  const stem = isKnownExtension(extension) ? name.slice(0, -extension.length - 1) : name
  const ending = `.${extensions[0]}`
  return (
    Array.from(stem)
      .slice(0, MAX_CHARACTERS - ending.length)
      .join('') + ending
  )
}

function withoutTrailing(name: string): string {
  let end = name.length
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--
  return name.slice(0, end)
}
