import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll } from 'vitest';

/** A wire to PostgreSQL that can be cut and frozen. */
export interface Relay {
  /** The database's URL through the wire. */
  url: string;
  /** Refuses connections and breaks those that are there, as a server that is killed. */
  cut(): Promise<void>;
  /** Accepts connections and lets nothing through, as a server or a network that hangs. */
  freeze(): void;
  /** Works again. What was frozen goes on. */
  mend(): Promise<void>;
}

/** Opens a wire to the database, until the file's tests are over. */
export async function openRelay(databaseUrl: string): Promise<Relay> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let frozen = false;

  const accept = (client: Socket) => {
    const server = connect(Number(target.port), target.hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      if (frozen) socket.pause();
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (data) => server.write(data));
    server.on('data', (data) => client.write(data));
    if (frozen) for (const socket of [client, server]) socket.pause();
  };

  let listener = await listen(accept, 0);
  const address = listener.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = new URL(databaseUrl);
  url.port = String(port);

  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => listener.close(resolve));
  };
  afterAll(close);

  return {
    url: url.href,
    cut: close,
    freeze() {
      frozen = true;
      for (const socket of sockets) socket.pause();
    },
    async mend() {
      frozen = false;
      for (const socket of sockets) socket.resume();
      if (!listener.listening) listener = await listen(accept, port);
    },
  };
}

async function listen(accept: (socket: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
