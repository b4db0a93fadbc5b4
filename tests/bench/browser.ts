/**
 * The headers of a request by Chrome for a page's own data: what the filter has to go through is as long as in life.
 * @param credential `Cookie` or `Authorization`, as a whole line; none for nobody
 */
function writeHead(method: string, target: string, host: string, ...more: string[]): string {
  return [
    `${method} ${target} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: keep-alive',
    'sec-ch-ua-platform: "Linux"',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'sec-ch-ua: "Chromium";v="156", "Not)A;Brand";v="24"',
    'sec-ch-ua-mobile: ?0',
    'Sec-Fetch-Site: same-origin',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    `Referer: http://${host}/sgim/app/`,
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Accept-Language: fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7',
    ...more,
    '',
    '',
  ].join('\r\n');
}

/** A whole request; a body is JSON text or a file. */
export function writeRequest(
  method: 'GET' | 'POST' | 'PUT',
  target: string,
  host: string,
  headers: string[],
  body?: string | Buffer,
): Buffer {
  if (body === undefined) return Buffer.from(writeHead(method, target, host, ...headers));
  const bytes = Buffer.from(body);
  const type = typeof body === 'string' ? 'application/json' : 'application/dicom';
  const head = writeHead(
    method,
    target,
    host,
    ...headers,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
  );
  return Buffer.concat([Buffer.from(head), bytes]);
}
