import { type Agent, type AgentContext, agent } from '@ag06/agent-kit';
import { until } from '@ag06/test-support';
import { z } from 'zod';

interface HeldCall {
  readonly context: AgentContext;
  /** Lets the handler return. */
  end(output: unknown): void;
}

export interface HeldAgent {
  readonly agent: Agent;
  /** The calls so far, oldest first. */
  readonly calls: readonly HeldCall[];
  /** Resolves with the n-th call (from 1) once it is made. */
  call(n: number): Promise<HeldCall>;
}

/** An agent whose handler ignores its signal and returns when the test says so. */
export function createHeldAgent(name: string): HeldAgent {
  const calls: HeldCall[] = [];
  const handler = (_input: unknown, context: AgentContext) =>
    new Promise((end) => {
      calls.push({ context, end });
    });
  return {
    agent: agent({ name, breaker: 'off', input: z.unknown(), handler }),
    calls,
    call: async (n) => {
      await until(() => calls.length >= n, { message: `call ${n} of ${name}` });
      const [call] = calls.slice(n - 1);
      if (call === undefined) throw new Error(`There is no call ${n} of ${name}.`);
      return call;
    },
  };
}
