// Forms as real clients send them: `captured` from the client, or written according to its source code. A body is a
// Latin-1 string of bytes, so `\xc3\xb1` is an ñ in UTF-8.

/** A form with ticket 7 and a file that contains `hola` and a line feed. */
export interface ClientForm {
  client: string
  contentType: string
  body: string
  fileName: string
}

const lines = (...parts: string[]) => parts.join('\r\n')
const FILE = 'hola\n'
const TICKET = '7'

function form(client: string, boundary: string, fileName: string, ...parts: string[]): ClientForm {
  const bare = boundary.replaceAll('"', '') // .NET quotes the boundary in the header only
  const body = [...parts.map((part) => `--${bare}\r\n${part}\r\n`), `--${bare}--\r\n`].join('')
  return { client, contentType: `multipart/form-data; boundary=${boundary}`, body, fileName }
}

const field = lines('Content-Disposition: form-data; name="ticketId"', '', TICKET)
const file = (disposition: string, ...headers: string[]) =>
  lines(`Content-Disposition: form-data; name="file"; ${disposition}`, ...headers, '', FILE)
const TEXT = 'Content-Type: text/plain'

export const CLIENT_FORMS: ClientForm[] = [
  form(
    'Node fetch, a file first (captured)',
    '----formdata-undici-048424897595',
    'año "1".txt',
    file('filename="a\xc3\xb1o %221%22.txt"', TEXT),
    field,
  ),
  form(
    'curl 7.88 -F (captured)',
    '------------------------ac59d8a589453ce1',
    'c ñ.txt',
    field,
    file('filename="a%22b\\c \xc3\xb1.txt"', TEXT),
  ),
  form(
    'curl before 7.81',
    '------------------------24484f791e5d3c59',
    'a"b.txt',
    field,
    file('filename="a\\"b.txt"', TEXT),
  ),
  form(
    'Python requests 2.34 (captured)',
    '0356ec83ff777d0d948a29debd1eaac7',
    'año "1".txt',
    field,
    file('filename="a\xc3\xb1o %221%22.txt"', TEXT),
  ),
  form(
    'Python requests 2.28, without a type (captured)',
    '53895140baa84bc68d75c7ff692a65f5',
    'año "1".txt',
    field,
    file('filename="a\xc3\xb1o %221%22.txt"'),
  ),
  form(
    'Python urllib3 before 1.25',
    '53895140baa84bc68d75c7ff692a65f5',
    'año.txt',
    file("filename*=utf-8''a%C3%B1o.txt", TEXT),
    field,
  ),
  form(
    'Go mime/multipart 1.19 (captured)',
    '50c13cd8c614e58feada361f529ad23c070e3c062a8d3bd9ea977e937cc7',
    'x.txt',
    file('filename="a\xc3\xb1o \\"1\\" \\\\x.txt"', 'Content-Type: application/octet-stream'),
    field,
  ),
  form(
    'PHP 8.2 curl (captured)',
    '------------------------a2c5afcba243cd04',
    'año "1".txt',
    field,
    file('filename="a\xc3\xb1o %221%22.txt"', TEXT),
  ),
  form(
    'Apache HttpClient 4, strict',
    'fXJ3pG1kq9vM2bWm7h0Tz',
    'a"b.txt',
    lines(
      'Content-Disposition: form-data; name="ticketId"',
      'Content-Type: text/plain; charset=ISO-8859-1',
      'Content-Transfer-Encoding: 8bit',
      '',
      TICKET,
    ),
    file('filename="a\\"b.txt"', 'Content-Type: application/octet-stream', 'Content-Transfer-Encoding: binary'),
  ),
  form(
    'OkHttp (Android, React Native)',
    'f7a1d5a0-7c4e-4dd7-8b0c-2f5f6f0a3a11',
    'año.txt',
    lines('content-disposition: form-data; name="ticketId"', 'Content-Length: 1', '', TICKET),
    lines(
      `content-disposition: form-data; name="file"; filename="a_o.txt"; filename*=utf-8''a%C3%B1o.txt`,
      'content-type: text/plain',
      'Content-Length: 5',
      '',
      FILE,
    ),
  ),
  form(
    'React Native, a file without a name',
    'QHbTqMSNQpFFFDXrEpOgeKG_DOoTpS2SsaLDQiLxzzJZ1ZSFYcz5IVm4rb1cpz3qxKBbwK',
    'file.txt',
    field,
    lines('content-disposition: form-data; name="file"', 'content-type: application/octet-stream', '', FILE),
  ),
  form(
    '.NET HttpClient',
    '"0b2a2bb2-23c5-4bd3-9d2f-0f4ac1c3b3ae"',
    'ano.txt',
    lines('Content-Type: text/plain; charset=utf-8', 'Content-Disposition: form-data; name=ticketId', '', TICKET),
    lines("Content-Disposition: form-data; name=file; filename=ano.txt; filename*=utf-8''ano.txt", '', FILE),
  ),
]
