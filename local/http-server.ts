import { createServer, type IncomingMessage, type Server } from 'node:http';

/** What a handler answers; `body` is sent as JSON unless it is text of the given type. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly contentType?: string;
}

export type Handler = (request: IncomingMessage, url: URL) => Promise<Answer> | Answer;

export interface LocalServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the handler on the loopback address only. */
export async function startLocalServer(port: number, handle: Handler): Promise<LocalServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    void answer(handle, request, url).then(({ status, body, contentType = 'application/json' }) => {
      const content = typeof body === 'string' ? body : JSON.stringify(body ?? null);
      response
        .writeHead(status, {
          'content-type': `${contentType}; charset=utf-8`,
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
        })
        .end(content);
    });
  });
  await listen(server, port);
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}

/** The whole body of a request as text. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(handle: Handler, request: IncomingMessage, url: URL): Promise<Answer> {
  try {
    return await handle(request, url);
  } catch (error) {
    return { status: 500, body: { error: (error as Error).message } };
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
