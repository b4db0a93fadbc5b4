/**
 * A stand-in for the C++ host in unit tests: an endless cache and a spool whose clocks stand still, an HTTP client and a REST API that are
 * functions, and a request context that is whatever the test sets.
 */
export interface FakeHost
  extends Pick<
    Orthanc,
    'http' | 'restApi' | 'requestContext' | 'cache' | 'spool' | 'properties' | 'crypto' | 'utf8' | 'log'
  > {
  /** What was logged, warnings and errors alike. */
  logged: string[];
  /** What was sent with `http`. */
  sent: HttpClientRequest[];
  /** What was asked with `restApi`. */
  asked: RestApiRequest[];
  /** What `requestContext` gives. */
  context: string | undefined;
  /** How long each key was to be kept. */
  ttls: Map<string, number>;
  /** The lines that are spooled and not acknowledged. */
  spooled: string[];
  /** Ends all windows of the spool, as time would. */
  endWindows(): void;
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

export function makeFakeHost(
  answer: (request: HttpClientRequest) => HttpClientResponse,
  answerRest: (request: RestApiRequest) => HttpClientResponse = ({ method, uri }) => {
    throw new Error(`the test does not answer ${method} ${uri}`);
  },
): FakeHost {
  const logged: string[] = [];
  const sent: HttpClientRequest[] = [];
  const asked: RestApiRequest[] = [];
  const stored = new Map<number, string>();
  const { cache, ttls } = makeCache();
  const host: FakeHost = {
    logged,
    sent,
    asked,
    context: undefined,
    ttls,
    utf8,
    cache,
    ...makeSpool(),
    http: (request) => {
      sent.push(request);
      return answer(request);
    },
    restApi: (request) => {
      asked.push(request);
      return answerRest(request);
    },
    requestContext: () => host.context,
    properties: {
      get: (property) => stored.get(property),
      set: (property, value) => {
        stored.set(property, value);
      },
    },
    crypto: { randomUuid: () => '', sha256: (text) => `digest of ${text}` },
    log: {
      info: () => undefined,
      warning: (message) => logged.push(message),
      error: (message) => logged.push(message),
    },
  };
  return host;
}

function makeCache(): Pick<FakeHost, 'cache' | 'ttls'> {
  const values = new Map<string, string>();
  const ttls = new Map<string, number>();
  const tags = new Map<string, string>();
  /** The keys that are being computed, as long as the result will be kept. */
  const computing = new Set<string>();
  const set = (key: string, value: string, ttlMs: number, tag?: string) => {
    forget(key);
    if (!(ttlMs > 0)) return;
    values.set(key, value);
    ttls.set(key, ttlMs);
    if (tag !== undefined) tags.set(key, tag);
  };
  const forget = (key: string) => {
    computing.delete(key);
    values.delete(key);
    tags.delete(key);
  };
  const cache: Orthanc['cache'] = {
    get: (key) => values.get(key),
    set,
    delete: forget,
    deleteTagged: (prefix) => {
      computing.clear();
      for (const [key, carried] of tags) if (carried.startsWith(prefix)) forget(key);
    },
    clear: () => {
      computing.clear();
      values.clear();
      tags.clear();
    },
    getOrCompute: (key, compute) => {
      const known = values.get(key);
      if (known !== undefined) return known;
      computing.add(key);
      try {
        const computed = compute();
        if (computed !== undefined && computing.has(key))
          set(key, computed.value, computed.ttlMs, computed.tag);
        return computed?.value;
      } finally {
        computing.delete(key);
      }
    },
  };
  return { cache, ttls };
}

function makeSpool(): Pick<FakeHost, 'spool' | 'spooled' | 'endWindows'> {
  const spooled: string[] = [];
  const windows = new Map<string, { id: string; count: number }>();
  let acknowledged = 0;
  const end = (key: string) => {
    const window = windows.get(key);
    if (window !== undefined && window.count > 1) spooled.push(JSON.stringify(window));
    windows.delete(key);
  };
  const spool: Orthanc['spool'] = {
    open: () => undefined,
    append: (line) => {
      spooled.push(line);
    },
    count: (key) => {
      const window = windows.get(key);
      if (window !== undefined) window.count++;
      return window !== undefined;
    },
    begin: (key, _windowMs, id, line) => {
      if (spool.count(key)) return;
      spooled.push(line);
      windows.set(key, { id, count: 1 });
    },
    read: (maxLines) => {
      const lines = spooled.slice(0, maxLines);
      return lines.length === 0 ? undefined : { lines, position: String(acknowledged + lines.length) };
    },
    acknowledge: (position) => {
      spooled.splice(0, Number(position) - acknowledged);
      acknowledged = Math.max(acknowledged, Number(position));
    },
  };
  const endWindows = () => {
    for (const key of [...windows.keys()]) end(key);
  };
  return { spool, spooled, endWindows };
}

export const answerJson = (status: number, body: unknown): HttpClientResponse => ({
  status,
  headers: [['content-type', 'application/json']],
  body: utf8.encode(JSON.stringify(body)),
});
