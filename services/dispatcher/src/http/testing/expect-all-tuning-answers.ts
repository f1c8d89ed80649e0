import { Redis } from 'ioredis';
import type { AskApi } from './ask.ts';
import { expectAgentTuningAnswers } from './expect-agent-tuning-answers.ts';
import { expectSimulationAnswers } from './expect-simulation-answers.ts';
import { expectTuningAnswers } from './expect-tuning-answers.ts';

/** Of settings, and of the tuning of one agent, of which a document in Redis says what an optimizer would have told. */
export async function expectAllTuningAnswers(ask: AskApi, redisUrl: string): Promise<void> {
  await expectTuningAnswers(ask);
  const client = new Redis(redisUrl);
  await expectAgentTuningAnswers(ask, (kind, name, value) =>
    client.hset(`ag06:{g}:shared:${kind}`, name, `1|1|${JSON.stringify(value)}`),
  );
  client.disconnect();
  await expectSimulationAnswers(ask, redisUrl);
}
