import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** The keys with which messages are signed. */
export interface SigningKeys {
  /** Of `v1`: HMAC-SHA256. */
  secret: Buffer
  /** Of `v1a`: Ed25519. */
  privateKey: KeyObject
}

/** Creates, encrypts and decrypts the keys of webhooks. */
export interface WebhookSecrets {
  create(): NewSecret
  /** Undefined if another key has encrypted them. */
  open(encrypted: Buffer): SigningKeys | undefined
}

export interface NewSecret {
  /** For the receiver: `whsec_…`. */
  secret: string
  /** For the receiver: `whpk_…`. */
  publicKey: string
  encrypted: Buffer
}

const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'
const PURPOSE = 'kin-support webhook secrets'
// The start of an Ed25519 private key in PKCS #8 (RFC 8410), before its 32 bytes.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

/**
 * Secrets that are encrypted with keys derived from `keys`: the first encrypts, any of them decrypts. The last is the
 * key of the installation, which is in the same database; a configured key before it protects a copy of the database.
 */
export function webhookSecrets(keys: readonly [Buffer, ...Buffer[]]): WebhookSecrets {
  const derived = keys.map((key) => Buffer.from(hkdfSync('sha256', key, '', PURPOSE, KEY_BYTES)))
  return {
    create() {
      const material = randomBytes(2 * KEY_BYTES)
      const { secret, privateKey } = keysIn(material)
      return {
        secret: `whsec_${secret.toString('base64')}`,
        publicKey: `whpk_${publicBytesOf(privateKey).toString('base64')}`,
        encrypted: encrypted(derived[0]!, material),
      }
    },
    open(bytes) {
      for (const key of derived) {
        const material = decrypted(key, bytes)
        if (material) return keysIn(material)
      }
      return undefined
    },
  }
}

function keysIn(material: Buffer): SigningKeys {
  const der = Buffer.concat([PKCS8_PREFIX, material.subarray(KEY_BYTES)])
  return {
    secret: material.subarray(0, KEY_BYTES),
    privateKey: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }),
  }
}

function publicBytesOf(privateKey: KeyObject): Buffer {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES)
}

function encrypted(key: Buffer, material: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce)
  return Buffer.concat([nonce, cipher.update(material), cipher.final(), cipher.getAuthTag()])
}

function decrypted(key: Buffer, bytes: Buffer): Buffer | undefined {
  try {
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return undefined
  }
}
