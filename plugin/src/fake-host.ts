/** A stand-in for the C++ host in unit tests: an endless cache whose clock stands still, and an HTTP client that is a function. */
export interface FakeHost extends Pick<Orthanc, 'http' | 'cache' | 'crypto' | 'utf8' | 'log'> {
  /** What was logged, warnings and errors alike. */
  logged: string[];
  /** What was sent with `http`. */
  sent: HttpClientRequest[];
  /** How long each key was to be kept. */
  ttls: Map<string, number>;
}

/** RFC 3629, by way of the only encoder that every JavaScript engine has. */
export const utf8: Orthanc['utf8'] = {
  encode: (text) => {
    const binary = encodeURIComponent(text).replace(/%(..)/g, (_, hex) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    return Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer;
  },
  decode: (bytes) =>
    decodeURIComponent(
      Array.from(new Uint8Array(bytes), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
    ),
};

export function makeFakeHost(answer: (request: HttpClientRequest) => HttpClientResponse): FakeHost {
  const values = new Map<string, string>();
  const ttls = new Map<string, number>();
  const logged: string[] = [];
  const sent: HttpClientRequest[] = [];
  const set = (key: string, value: string, ttlMs: number) => {
    values.set(key, value);
    ttls.set(key, ttlMs);
  };
  return {
    logged,
    sent,
    ttls,
    utf8,
    http: (request) => {
      sent.push(request);
      return answer(request);
    },
    cache: {
      get: (key) => values.get(key),
      set,
      delete: (key) => {
        values.delete(key);
      },
      clear: () => values.clear(),
      getOrCompute: (key, compute) => {
        const known = values.get(key);
        if (known !== undefined) return known;
        const computed = compute();
        if (computed !== undefined && computed.ttlMs > 0) set(key, computed.value, computed.ttlMs);
        return computed?.value;
      },
    },
    crypto: { randomUuid: () => '', sha256: (text) => `digest of ${text}` },
    log: {
      info: () => undefined,
      warning: (message) => logged.push(message),
      error: (message) => logged.push(message),
    },
  };
}

export const answerJson = (status: number, body: unknown): HttpClientResponse => ({
  status,
  headers: [['content-type', 'application/json']],
  body: utf8.encode(JSON.stringify(body)),
});
