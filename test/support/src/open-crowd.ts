import { connect, type Socket } from 'node:net';

/** So many connect at a time: a listener's queue has room for 511. */
const AT_ONCE = 100;

/** Many callers of one address, whose answers do not end. */
interface Crowd extends AsyncDisposable {
  /** How many got a text in their answers so far, and have not lost their connection. */
  heard(text: string): number;
  /** Ends all connections. May come twice. */
  close(): Promise<void>;
}

/** Opens `count` connections that each ask for `url`; resolves when all have the head of an answer. */
export async function openCrowd(url: string, count: number): Promise<Crowd> {
  const sockets: Socket[] = [];
  const answers = new Map<Socket, string>();
  for (let opened = 0; opened < count; opened += AT_ONCE) {
    const some = Math.min(AT_ONCE, count - opened);
    sockets.push(...(await Promise.all(Array.from({ length: some }, () => openOne(new URL(url), answers)))));
  }
  const close = async () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    heard: (text) => [...answers.values()].filter((answer) => answer.includes(text)).length,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function openOne(
  { hostname, port, host, pathname, search }: URL,
  answers: Map<Socket, string>,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    socket.setEncoding('latin1');
    socket.once('error', reject);
    socket.once('close', () => {
      answers.delete(socket);
      reject(new Error('The connection was closed before an answer began.'));
    });
    socket.on('data', (text) => {
      answers.set(socket, `${answers.get(socket) ?? ''}${text}`);
      resolve(socket);
    });
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n\r\n`);
  });
}
