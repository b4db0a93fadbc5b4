import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

/** One request as it reached the stand-in. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface StandIn {
  url: string;
  port: number;
  /** Everything that arrived, in order. */
  arrived: Arrived[];
  /** How it answers from now on. One that does nothing hangs. */
  answer: (request: Arrived, response: ServerResponse) => void;
}

/**
 * A stand-in for an auth service that speaks the contract: for what the real one cannot be made to do, such as hanging. It ends
 * with the file's tests.
 *
 * @param withInternal What our plugin asks a service of ours for in the background arrives, too; else it is not there.
 */
export async function startStandIn(withInternal = false): Promise<StandIn> {
  const standIn: StandIn = { url: '', port: 0, arrived: [], answer: (_, response) => response.end() };
  const server = createServer(async (request, response) => {
    const arrived = await readRequest(request);
    if (!withInternal && arrived.url.startsWith('/internal/')) return void response.writeHead(404).end();
    standIn.arrived.push(arrived);
    standIn.answer(arrived, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  standIn.port = (server.address() as AddressInfo).port;
  standIn.url = `http://127.0.0.1:${standIn.port}`;
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return standIn;
}

async function readRequest(request: IncomingMessage): Promise<Arrived> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

/** Answers every question for a profile with these keys, over a sound profile of somebody who may view everything. */
export function answerProfile(keys: object = {}): StandIn['answer'] {
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name: 'Ada',
        permissions: ['view'],
        'authorized-labels': ['*'],
        validity: 60,
        'user-id': 'ada',
        groups: [],
        ...keys,
      }),
    );
  };
}
