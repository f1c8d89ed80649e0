import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call that came to the gate. */
export interface GateCall {
  readonly n: number;
  readonly attempt: number;
  /** Of the worker that calls. */
  readonly pid: number;
}

/** A service outside of the fleet: its callers wait until a test answers them. */
export interface Gate {
  readonly url: string;
  /** All calls, in the order in which they came. */
  readonly calls: readonly GateCall[];
  /** Those that wait for their answer, the oldest first. */
  readonly held: readonly GateCall[];
  /** Throws if the call does not wait. */
  answer(call: GateCall, status?: 200 | 503): void;
  /** Answers all that wait, and from now on each call at once. */
  open(): void;
  /** From now on calls wait again. */
  close(): void;
  stop(): Promise<void>;
}

export async function startGate(): Promise<Gate> {
  const calls: GateCall[] = [];
  const held = new Map<GateCall, ServerResponse>();
  let isOpen = false;
  const server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://gate').searchParams;
    const [n = 0, attempt = 0, pid = 0] = ['n', 'attempt', 'pid'].map((name) => Number(query.get(name)));
    const call = { n, attempt, pid };
    calls.push(call);
    if (isOpen) return void response.end('{}');
    held.set(call, response);
    response.once('close', () => held.delete(call));
  });
  const answer = (call: GateCall, status = 200) => {
    const response = held.get(call);
    if (response === undefined) throw new Error(`Call ${call.n} does not wait at the gate.`);
    held.delete(call);
    response.writeHead(status).end('{}');
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    calls,
    get held() {
      return [...held.keys()];
    },
    answer,
    open: () => {
      isOpen = true;
      for (const call of [...held.keys()]) answer(call);
    },
    close: () => {
      isOpen = false;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
