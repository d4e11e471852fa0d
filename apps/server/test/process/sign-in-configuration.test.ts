import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'

const JWT_SECRET = 'a secret of tests, long enough to be one'
const oidc = { OIDC_ISSUER: 'https://id.example.com', OIDC_CLIENT_ID: 'console' }

describe('the configuration of sign-in', () => {
  it.each([
    [{ OIDC_ISSUER: 'http://id.example.com', OIDC_CLIENT_ID: 'x' }, /OIDC_ISSUER: must be an https URL/],
    [{ OIDC_ISSUER: 'https://id.example.com' }, /OIDC_CLIENT_ID is not/],
    [{ ...oidc, AUTH: 'open' }, /AUTH is open, but OIDC_ISSUER is set/],
    [{ HANDOVER_ORIGINS: 'https://kinconecta.com', AUTH: 'required' }, /neither JWT_SECRET nor JWT_JWKS_URL/],
    [{ HANDOVER_ORIGINS: 'https://kinconecta.com/', JWT_SECRET }, /HANDOVER_ORIGINS: must be a comma-separated list/],
    [{ HANDOVER_URL: 'https://kinconecta.com', JWT_SECRET }, /HANDOVER_ORIGINS is not/],
    [{ CONSOLE_KEYS: 'on', AUTH: 'required', HOST: '0.0.0.0' }, /needs an https PUBLIC_URL/],
    [
      { CONSOLE_KEYS: 'on', AUTH: 'required', HOST: '0.0.0.0', PUBLIC_URL: 'http://a.example' },
      /needs an https PUBLIC_URL/,
    ],
  ])('%j is refused', (environment, message) => {
    expect(() => readConfig(environment)).toThrow(message)
  })

  it.each([
    [{ ...oidc, HOST: '0.0.0.0', PUBLIC_URL: 'https://support.example.com' }, false],
    [{ ...oidc, OIDC_ISSUER: 'http://127.0.0.1:9000' }, false],
    [{ CONSOLE_KEYS: 'on', AUTH: 'required' }, false],
    [{ CONSOLE_KEYS: 'on' }, true],
    [{}, true],
  ])('%j is accepted; whether the server is open: %s', (environment, isOpen) => {
    expect(readConfig(environment).isOpen).toBe(isOpen)
  })
})
