import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can go wrong as networks do. */
export interface Valve {
  /** `host:port` to be used instead of the server's. */
  readonly address: string;
  /** From now on nothing that is said reaches the server, which is still heard. */
  hold(): void;
  /** Whether something waits to reach the server. */
  isHolding(): boolean;
  /** Breaks all connections, and what was held back is lost; new ones get nowhere before `open`. */
  cut(): void;
  /** Lets everything through, what was held back first. */
  open(): void;
  close(): Promise<void>;
}

export async function openValve(serverAddress: string): Promise<Valve> {
  const [host = '', port = ''] = serverAddress.split(':');
  const lines = new Set<Line>();
  let isOpen = true;
  const server = createServer((client) => {
    const line = new Line(client, connect(Number(port), host), isOpen);
    lines.add(line);
    client.on('close', () => lines.delete(line));
  });
  await listening(server);
  const cut = (): void => {
    for (const line of lines) line.cut();
  };
  const hold = (): void => {
    isOpen = false;
    for (const line of lines) line.hold();
  };
  return {
    address: `127.0.0.1:${(server.address() as { port: number }).port}`,
    hold,
    isHolding: () => [...lines].some((line) => line.isHolding()),
    cut: () => {
      hold();
      cut();
    },
    open: () => {
      isOpen = true;
      for (const line of lines) line.open();
    },
    close: () => {
      cut();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

/** One connection through the valve. */
class Line {
  private held: Buffer[] = [];
  private isOpen: boolean;
  private readonly client: Socket;
  private readonly server: Socket;

  constructor(client: Socket, server: Socket, isOpen: boolean) {
    this.client = client;
    this.server = server;
    this.isOpen = isOpen;
    client.on('data', (said) => {
      if (this.isOpen) server.write(said);
      else this.held.push(said);
    });
    server.on('data', (answered) => client.write(answered));
    for (const end of [client, server]) {
      end.on('error', () => undefined);
      end.on('close', () => {
        this.cut();
      });
    }
  }

  hold(): void {
    this.isOpen = false;
  }

  isHolding(): boolean {
    return this.held.length > 0;
  }

  open(): void {
    this.isOpen = true;
    for (const said of this.held.splice(0)) this.server.write(said);
  }

  cut(): void {
    this.held = [];
    this.client.destroy();
    this.server.destroy();
  }
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
