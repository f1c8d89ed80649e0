import { expect, test } from '@jest/globals';
import { Connection } from './connection.ts';

const answering = (status: number) => async () => new Response('', { status });
const failing = async (): Promise<Response> => {
  throw new TypeError('Failed to fetch');
};

async function follow(...sends: readonly (() => Promise<Response>)[]): Promise<readonly string[]> {
  const connection = new Connection();
  const states: string[] = [connection.state];
  connection.subscribe(() => states.push(connection.state));
  for (const send of sends)
    await connection
      .watch(send)('/')
      .catch(() => undefined);
  return states;
}

test('the connection lives with the first answer, whatever it says, and again after it was lost', async () => {
  expect(await follow(answering(404), answering(503), failing, failing, answering(200))).toEqual([
    'connecting',
    'live',
    'reconnecting',
    'live',
  ]);
});

test('a proxy that cannot reach the dispatcher is a lost connection', async () => {
  expect(await follow(answering(200), answering(502))).toEqual(['connecting', 'live', 'reconnecting']);
});

test('a request that the page itself aborts tells nothing', async () => {
  const connection = new Connection();
  await expect(connection.watch(failing)('/', { signal: AbortSignal.abort() })).rejects.toThrow();
  expect(connection.state).toBe('connecting');
});

test('a refused log-in is told until the API lets a request through, whatever else answers', async () => {
  const connection = new Connection();
  const told = async (path: string, status: number) => {
    await connection.watch(answering(status))(`http://127.0.0.1${path}`);
    return connection.state;
  };
  expect(await told('/health', 200)).toBe('live');
  expect(await told('/v1/runs', 401)).toBe('refused');
  expect(await told('/health', 200)).toBe('refused');
  expect(await told('/v1/runs', 403)).toBe('live');
});
