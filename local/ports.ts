import { createServer } from 'node:net';

/** A TCP port that nobody listens on: the preferred one where it is free. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await canListen(preferred)) !== null) return preferred;
  const port = await canListen(0);
  if (port === null) throw new Error('The operating system has no free TCP port');
  return port;
}

/** The port on which a server could listen, or null when it is taken or not allowed. */
export function canListen(port: number, host = '127.0.0.1'): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(null);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => {
        resolve(chosen);
      });
    });
  });
}
