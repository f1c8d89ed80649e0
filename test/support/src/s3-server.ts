import { type Child, startChild } from './child-process.ts';
import { findFreePort } from './free-port.ts';
import { until } from './until.ts';

export interface S3Server extends AsyncDisposable {
  readonly endpoint: string;
  createBucket(name: string): Promise<void>;
}

/** Starts moto's S3 server; `python` is one that can import it. It keeps objects in memory and checks no signatures. */
export async function startS3(python: string): Promise<S3Server> {
  const port = await findFreePort();
  const child: Child = await startChild(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]);
  const endpoint = `http://127.0.0.1:${port}`;
  await until(
    async () => {
      if (child.hasExited()) throw new Error(`The S3 server ended: ${child.output.tail(10)}`);
      return (await fetch(endpoint).catch(() => undefined))?.ok;
    },
    { message: 'the S3 server answers' },
  );
  return {
    endpoint,
    async createBucket(name) {
      const answer = await fetch(`${endpoint}/${name}`, { method: 'PUT' });
      if (!answer.ok) throw new Error(`The bucket ${name} cannot be made: ${await answer.text()}`);
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
