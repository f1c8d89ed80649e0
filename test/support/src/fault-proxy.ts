import { type AddressInfo, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { type FaultLink, openLink } from './fault-link.ts';

/** A TCP proxy on 127.0.0.1 in front of a Redis on the same host, which loses replies and connections on demand. */
export interface FaultProxy extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /**
   * The next command for which `match` is true (it gets the bytes of one whole RESP command) is forwarded and carried
   * out, but its reply never arrives and that client's connection is reset as soon as the server has answered.
   * Resolves then (or when the connection breaks before that: the reply is lost either way). Several calls wait side by side, each for a command of its own. In a MULTI match the EXEC.
   */
  loseNextReply(match: (commandBytes: Buffer) => boolean): Promise<void>;
  /**
   * Loses the next `count` replies of any connection, each with a reset; 'on' loses all until 'off'. A client that
   * connects again asks the server a few things first, and those replies count too.
   */
  dropReplies(count: number | 'on' | 'off'): void;
  /** Resets all connections; new ones are accepted. */
  reset(): void;
  /** Forwards nothing more, of present and new connections, until `release()`. */
  hold(): void;
  release(): void;
  /** Resets all connections and stops listening; may be called twice, and by `await using`. */
  stop(): Promise<void>;
}

interface Loss {
  readonly match: (commandBytes: Buffer) => boolean;
  readonly done: () => void;
}

/** Starts a proxy on a port of its own, in front of `targetPort` on 127.0.0.1. */
export async function startProxy(targetPort: number): Promise<FaultProxy> {
  const links = new Set<FaultLink>();
  const losses = new Set<Loss>();
  let repliesToDrop = 0;
  let isHeld = false;

  const server = createServer((client) => {
    const link = openLink(client, targetPort, {
      chooseLoss,
      dropsReply,
      onClose: () => links.delete(link),
    });
    links.add(link);
    if (isHeld) link.hold();
  });
  const port = await listen(server);

  function chooseLoss(command: Buffer): (() => void) | undefined {
    for (const loss of losses) {
      if (!loss.match(command)) continue;
      losses.delete(loss);
      return loss.done;
    }
    return undefined;
  }

  function dropsReply(): boolean {
    if (repliesToDrop === 0) return false;
    repliesToDrop -= 1;
    return true;
  }

  function reset(): void {
    for (const link of links) link.reset();
  }

  async function stop(): Promise<void> {
    reset();
    if (server.listening) await promisify(server.close.bind(server))();
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    loseNextReply: (match) => new Promise((resolve) => losses.add({ match, done: resolve })),
    dropReplies(count) {
      repliesToDrop = count === 'on' ? Number.POSITIVE_INFINITY : count === 'off' ? 0 : count;
    },
    reset,
    hold() {
      isHeld = true;
      for (const link of links) link.hold();
    },
    release() {
      isHeld = false;
      for (const link of links) link.release();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy listens on no TCP port');
  return address.port;
}
