/** Returns 128 random bits in hex. Browsers have `randomUUID` only on secure origins, so it is not used. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
