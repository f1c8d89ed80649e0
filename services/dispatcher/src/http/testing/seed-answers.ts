import { Redis } from 'ioredis';
import { beat } from './beat.ts';
import { CLOSED_BREAKER } from './closed-breaker.ts';

export const LETTERS = { foreign: '1-0', redrivable: '2-0', refused: '3-0' };

/** Workers of the agent `x.a`, dead letters and a breaker, as the tests of answers expect them. */
export async function seedAnswers(redisUrl: string): Promise<void> {
  const client = new Redis(redisUrl);
  await beat(client);
  await client.sadd('ag06:{g}:agents', 'x.a');
  for (const id of Object.values(LETTERS)) {
    const submission = { workflow: id === LETTERS.refused ? 'none' : 'flow' };
    const data = id === LETTERS.foreign ? { a: [1] } : submission;
    const queue = id === LETTERS.foreign ? 'agent.x.a' : 'ag06.submissions';
    const letter = JSON.stringify({ queue, jobId: '1', reason: 'JOB_INVALID', data, at: 1 });
    await client.xadd('ag06:{g}:dead-letters', id, 'letter', letter);
  }
  await client.hset('ag06:{g}:shared:breaker', 'shop', `1|1|${JSON.stringify(CLOSED_BREAKER)}`);
  client.disconnect();
}
