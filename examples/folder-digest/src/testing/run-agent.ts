import { type Agent, testAgent } from '@ag06/agent-kit';
import type { ZodType } from 'zod';

/** Runs an agent that is expected to complete, and gives its output in the shape the test names. */
export async function runAgent<T>(agent: Agent, input: unknown, shape: ZodType<T>): Promise<T> {
  const { outcome } = await testAgent(agent, input);
  if (outcome.status === 'failed') throw new Error(`${agent.name}: ${outcome.failure.message}`);
  return shape.parse(outcome.output);
}
