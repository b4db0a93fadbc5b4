import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Harness, startHarness } from './harness.ts';

interface Outcome {
  status: number;
  headers: [string, string][];
  length: number;
  sum: number;
  text: string;
  error?: string;
}

let host: Harness;
beforeAll(async () => {
  host = await startHarness('address');
}, 600_000);

afterAll(async () => {
  expect(await host.quit()).toEqual({ code: 0, errors: '' });
}, 60_000);

let server: Server;
let url: string;
let answer: RequestListener;
let connections: number;
let arrived: { request: IncomingMessage; bytes: number }[];

beforeEach(async () => {
  connections = 0;
  arrived = [];
  answer = (_, response) => response.end('ok');
  server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const arrival = { request, bytes: 0 };
    request.on('data', (chunk) => {
      arrival.bytes += chunk.length;
    });
    request.on('end', () => {
      arrived.push(arrival);
      answer(request, response);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const exchange = (request: object) =>
  host.ask('/http', { method: 'GET', url, timeoutMs: 10_000, ...request }) as Promise<Outcome>;

describe('an answer', () => {
  test.each([200, 201, 301, 302, 400, 401, 404, 429, 500, 503])('with status %d is one', async (status) => {
    answer = (_, response) => response.writeHead(status, { location: '/elsewhere' }).end(`status ${status}`);
    expect(await exchange({})).toMatchObject({ status, text: `status ${status}` });
    expect(arrived).toHaveLength(1);
  });

  test('keeps the order, the case of values, the escapes and the repetition of its headers', async () => {
    answer = (_, response) => {
      response.sendDate = false;
      response
        .writeHead(200, [
          ...['Z-Last', 'First'],
          ...['Set-Cookie', 'sgim_session=s%3Aabc%2Fdef%2B; Path=/; HttpOnly'],
          ...['A-First', '  padded\t '],
          ...['Set-Cookie', 'b=2'],
          ...['Empty', ''],
          ...['Content-Length', '2'],
        ])
        .end('ok');
    };
    const { headers } = await exchange({});
    expect(headers.slice(0, 6)).toEqual([
      ['z-last', 'First'],
      ['set-cookie', 'sgim_session=s%3Aabc%2Fdef%2B; Path=/; HttpOnly'],
      ['a-first', 'padded'],
      ['set-cookie', 'b=2'],
      ['empty', ''],
      ['content-length', '2'],
    ]);
  });

  test.each([204, 304])('with status %d has no body, and the connection goes on', async (status) => {
    answer = (_, response) => response.writeHead(status, { etag: '"x"' }).end();
    expect(await exchange({})).toMatchObject({ status, length: 0 });
    expect(await exchange({})).toMatchObject({ status, length: 0 });
    expect(connections).toBe(1);
  });

  test('304 may tell the length of what it does not send', async () => {
    answer = (_, response) => response.writeHead(304, { 'content-length': '500' }).end();
    expect(await exchange({ timeoutMs: 3000 })).toMatchObject({ status: 304, length: 0 });
  });

  test('may come in chunks', async () => {
    answer = (_, response) => {
      for (let i = 0; i < 50; i++) response.write(`${i},`);
      response.end();
    };
    expect((await exchange({})).text).toBe(`${Array.from({ length: 50 }, (_, i) => i).join(',')},`);
  });

  test('may be as large as an upload is', async () => {
    const bytes = Buffer.from(Uint8Array.from({ length: 20 << 20 }, (_, i) => i >> 3));
    answer = (_, response) => response.end(bytes);
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 997) sum = (sum + (bytes[i] ?? 0)) % 65521;
    expect(await exchange({})).toMatchObject({ length: bytes.length, sum });
  }, 30_000);

  test('stays compressed if it came so', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not touched');
    expect((await exchange({})).text).toBe('not touched');
  });

  test('may follow interim ones', async () => {
    answer = (_, response) => {
      response.writeContinue();
      response.writeHead(200, { 'x-final': 'yes' }).end('ok');
    };
    const { status, headers } = await exchange({});
    expect([status, new Map(headers).get('x-final')]).toEqual([200, 'yes']);
  });
});

describe('a request', () => {
  test('arrives as it was given', async () => {
    await exchange({
      url: `${url}/a%2Fb/c?d=%20e&f#gone`,
      headers: [
        ['Cookie', 'a=1'],
        ['X-Name', 'é'],
        ['Content-Length', '99'],
        ['Transfer-Encoding', 'chunked'],
      ],
    });
    const request = arrived[0]?.request;
    expect(request?.url).toBe('/a%2Fb/c?d=%20e&f');
    expect(request?.headers).toMatchObject({ cookie: 'a=1', host: new URL(url).host });
    expect(Buffer.from(request?.headers['x-name'] as string, 'latin1').toString()).toBe('é');
    expect(request?.headers['transfer-encoding']).toBeUndefined();
    expect(request?.headers['content-type']).toBeUndefined();
  });

  test.each(['GET', 'POST', 'PUT', 'DELETE'])(
    '%s carries a body of several MB',
    async (method) => {
      await exchange({ method, size: 8 << 20 });
      expect([arrived[0]?.request.method, arrived[0]?.bytes]).toEqual([method, 8 << 20]);
    },
    30_000,
  );

  test.each(['POST', 'PUT'])('%s without a body says so', async (method) => {
    await exchange({ method });
    expect(arrived[0]?.request.headers['content-length']).toBe('0');
  });

  test.each([
    { url: 'https://localhost/' },
    { url: 'http://user@localhost/' },
    { url: 'http://localhost:99999/' },
    { url: 'http://localhost:80x/' },
    { url: 'http:///path' },
    { url: 'http://localhost/a b' },
    { url: 'http://localhost/a\r\nX: y' },
    { headers: [['X-Name', 'a\r\nY: b']] },
    { headers: [['X-Name', 'a\0b']] },
    { headers: [['X Name', 'a']] },
    { headers: [['', 'a']] },
    { method: 'PATCH' },
    { method: 'get' },
    { timeoutMs: 0 },
    { timeoutMs: -1 },
    { timeoutMs: 1e9 },
  ])('that HTTP does not allow is not sent: %j', async (wrong) => {
    expect((await exchange(wrong)).error).toBeDefined();
    expect(connections).toBe(0);
  });
});

describe('connections', () => {
  test('are kept and used again', async () => {
    for (let i = 0; i < 5; i++) await exchange({ method: 'POST', size: 10 });
    expect(connections).toBe(1);
  });

  test.each(['GET', 'POST'])('%s survives that the peer closed an idle one', async (method) => {
    await exchange({});
    server.closeAllConnections();
    expect((await exchange({ method })).status).toBe(200);
    expect([connections, arrived.length]).toEqual([2, 2]);
  });

  test('lie idle no longer than the peer wants', async () => {
    answer = (_, response) => response.writeHead(200, { 'keep-alive': 'timeout=1' }).end('ok');
    await exchange({});
    await exchange({});
    expect(connections).toBe(2);
  });

  test('GET is sent again when an idle one is closed on it before any answer', async () => {
    await exchange({});
    let closed = 0;
    answer = (request, response) => (closed++ === 0 ? request.socket.destroy() : response.end('again'));
    expect((await exchange({})).text).toBe('again');
  });

  test('POST that the peer took is never sent again', async () => {
    await exchange({});
    answer = (request) => request.socket.destroy();
    expect((await exchange({ method: 'POST', size: 10 })).error).toMatch(/connection closed/);
    expect(arrived).toHaveLength(2);
  });

  test('a fresh one that is closed is not tried again', async () => {
    answer = (request) => request.socket.destroy();
    expect((await exchange({})).error).toMatch(/connection closed/);
    expect(arrived).toHaveLength(1);
  });

  test('nothing is sent again once an answer has begun', async () => {
    await exchange({});
    answer = (request) => {
      request.socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
      request.socket.destroySoon();
    };
    expect((await exchange({})).error).toMatch(/connection closed/);
    expect(arrived).toHaveLength(2);
  });
});

describe('there is no answer when', () => {
  test('nobody listens', async () => {
    const { port } = server.address() as AddressInfo;
    server.close();
    expect((await exchange({ url: `http://127.0.0.1:${port}/` })).error).toBe(
      `127.0.0.1:${port}: cannot connect`,
    );
  });

  test('the peer says nothing', async () => {
    answer = () => {};
    expect((await exchange({ timeoutMs: 200 })).error).toMatch(/no answer in time/);
  });

  test('the peer says it too slowly, byte by byte', async () => {
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 20);
      socket.on('close', () => clearInterval(timer));
    };
    expect((await exchange({ timeoutMs: 300 })).error).toMatch(/no answer in time/);
  });

  test('the peer never ends its headers', async () => {
    answer = ({ socket }) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X-More: 1\r\n'), 1);
      socket.on('close', () => clearInterval(timer));
    };
    expect((await exchange({ timeoutMs: 2000 })).error).toBeDefined();
  });

  test('the peer does not read', async () => {
    const sockets: Socket[] = [];
    const deaf = createTcpServer((socket) => sockets.push(socket.pause()));
    await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
    const { port } = deaf.address() as AddressInfo;
    const { error } = await exchange({
      method: 'POST',
      size: 32 << 20,
      timeoutMs: 300,
      url: `http://127.0.0.1:${port}`,
    });
    for (const socket of sockets) socket.destroy();
    deaf.close();
    expect(error).toMatch(/no answer in time/);
  });

  test.each([
    'SSH-2.0-OpenSSH_9\r\n',
    'HTTP/1.1 abc\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab',
    '',
  ])('the peer does not speak HTTP: %j', async (text) => {
    answer = ({ socket }) => void socket.end(text);
    expect((await exchange({})).error).toBeDefined();
  });
});
