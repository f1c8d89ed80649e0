import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import { Queue } from 'bullmq';
import fastify from 'fastify';

/** The real bull-board over queues of a Redis, steered by the HTTP API that its page uses. */
export class BullBoard {
  readonly #server = fastify();
  readonly #queues: readonly Queue[];
  #url = '';

  private constructor(port: number, names: readonly string[], options: { readonly readOnlyMode?: boolean }) {
    this.#queues = names.map((name) => new Queue(name, { connection: { host: '127.0.0.1', port } }));
    const serverAdapter = new FastifyAdapter();
    const queues = this.#queues.map((queue) => new BullMQAdapter(queue, options));
    createBullBoard({ queues, serverAdapter });
    this.#server.register(serverAdapter.registerPlugin());
  }

  static async start(
    port: number,
    names: readonly string[],
    options: { readonly readOnlyMode?: boolean } = {},
  ): Promise<BullBoard> {
    const board = new BullBoard(port, names, options);
    board.#url = await board.#server.listen({ host: '127.0.0.1', port: 0 });
    return board;
  }

  /** Does what a button of the page does. Resolves with the status of the answer. */
  async press(method: 'GET' | 'PUT' | 'POST' | 'PATCH', path: string, body?: object): Promise<number> {
    const response = await fetch(`${this.#url}/api/queues/${path}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    });
    await response.text();
    return response.status;
  }

  /** The page as a browser gets it. */
  async page(): Promise<string> {
    return (await fetch(`${this.#url}/`)).text();
  }

  async stop(): Promise<void> {
    await this.#server.close();
    await Promise.all(this.#queues.map((queue) => queue.close()));
  }
}
