import { LIMITS } from '@ag06/contracts';
import type { Agent } from './agent.ts';
import { checkValue } from './check-value.ts';
import type { AgentContext } from './context.ts';
import { describeStack } from './describe-stack.ts';
import { cutMessage, describeThrown } from './describe-thrown.ts';
import type { JsonBounds } from './json-copy.ts';
import type { FailedOutcome, HandlerOutcome } from './outcome.ts';
import { speaksOfDependency } from './speaks-of-dependency.ts';
import { readSteering } from './steering.ts';
import { collectText, isOutputRefused, type OutputStream, streamOutput } from './stream-output.ts';
import { toJsonText } from './to-json-text.ts';

export interface RunOptions {
  /** The most bytes of the output, as JSON in UTF-8. */
  readonly maxOutputBytes?: number;
  /**
   * Keeps an output that comes as a stream. Returns the text that stands for it, which is recorded. Without it, the stream is
   * collected in memory.
   */
  readonly keepStream?: (stream: OutputStream, context: AgentContext) => Promise<string>;
}

/**
 * Calls an agent's handler and returns its outcome. Never throws or rejects. It takes as long as the handler: time-out
 * and abort are the caller's work.
 *
 * Terminal codes: INPUT_INVALID, OUTPUT_INVALID, OUTPUT_UNSERIALISABLE, OUTPUT_TOO_LARGE, OUTPUT_TOO_DEEP, and the code
 * of a `NonRetryable` (AGENT_FAILED if it has none). Retryable: RATE_LIMITED, the code of a `Retryable`, AGENT_FAILED
 * for anything else that was thrown.
 */
export async function runHandler(
  agent: Agent,
  rawInput: unknown,
  context: AgentContext,
  options: RunOptions = {},
): Promise<HandlerOutcome> {
  const bounds = {
    maxBytes: options.maxOutputBytes ?? LIMITS.largeOutputBytes,
    maxDepth: LIMITS.depth,
  };
  try {
    const checked = checkValue(agent.input, rawInput);
    const input = checked instanceof Promise ? await checked : checked;
    if (input.status === 'invalid') {
      return terminal('INPUT_INVALID', `The input of agent "${agent.name}" is invalid: ${input.problems}`);
    }
    const returned = await agent.handler(input.value, context);
    const stream = streamOutput(returned, bounds, context);
    if (stream !== undefined && agent.output === undefined) return await keep(stream, context, options);
    // A schema judges the whole.
    const value = stream === undefined ? returned : JSON.parse(await collectText(stream));
    if (agent.output === undefined) return toCompleted(agent, value, bounds);
    const output = await checkValue(agent.output, value);
    if (output.status === 'invalid') {
      return terminal('OUTPUT_INVALID', `The output of agent "${agent.name}" is invalid: ${output.problems}`);
    }
    return toCompleted(agent, output.value, bounds);
  } catch (thrown) {
    if (isOutputRefused(thrown)) return toRefused(agent, thrown.reason, thrown.message);
    return toFailedOutcome(thrown);
  }
}

const OUTPUT_CODES = {
  unserialisable: 'OUTPUT_UNSERIALISABLE',
  too_large: 'OUTPUT_TOO_LARGE',
  too_deep: 'OUTPUT_TOO_DEEP',
} as const;

async function keep(
  stream: OutputStream,
  context: AgentContext,
  { keepStream }: RunOptions,
): Promise<HandlerOutcome> {
  if (keepStream !== undefined)
    return { status: 'completed', output: null, outputText: await keepStream(stream, context) };
  const outputText = await collectText(stream);
  return { status: 'completed', output: JSON.parse(outputText), outputText };
}

function toCompleted(agent: Agent, returned: unknown, bounds: JsonBounds): HandlerOutcome {
  const json = toJsonText(returned, bounds);
  if (json.status === 'ok') return { status: 'completed', output: json.value, outputText: json.text };
  return toRefused(agent, json.reason, json.detail);
}

const toRefused = (agent: Agent, reason: keyof typeof OUTPUT_CODES, detail: string): FailedOutcome =>
  terminal(OUTPUT_CODES[reason], `The output of agent "${agent.name}" cannot be recorded as JSON: ${detail}`);

/** Returns the outcome of a handler that throws this. Never throws. */
export function toFailedOutcome(thrown: unknown): FailedOutcome {
  const stack = describeStack(thrown);
  const outcome = { ...toSteered(thrown), ...(speaksOfDependency(thrown) && { ofDependency: true }) };
  return stack === undefined ? outcome : { ...outcome, stack };
}

function toSteered(thrown: unknown): FailedOutcome {
  const message = describeThrown(thrown);
  const steering = readSteering(thrown);
  switch (steering.kind) {
    case 'give_up':
      return terminal(steering.code ?? 'AGENT_FAILED', message);
    case 'retry_after':
      return {
        status: 'failed',
        failure: { code: 'RATE_LIMITED', message },
        retryable: true,
        retryAfterMs: steering.retryAfterMs,
      };
    case 'retry':
      return {
        status: 'failed',
        failure: { code: steering.code ?? 'AGENT_FAILED', message },
        retryable: true,
        ...(steering.retryAfterMs !== undefined && { retryAfterMs: steering.retryAfterMs }),
      };
  }
}

function terminal(code: string, message: string): FailedOutcome {
  return { status: 'failed', failure: { code, message: cutMessage(message) }, retryable: false };
}
