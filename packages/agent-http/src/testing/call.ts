import { type AgentContext, type HandlerOutcome, testAgent } from '@ag06/agent-kit';
import { type AllowEntry, parseAllowEntry } from '../allow-list.ts';
import { createHttpAgents, type HttpAgentsOptions } from '../create-http-agents.ts';

export type Call = (input: unknown, context?: Partial<AgentContext>) => Promise<HandlerOutcome>;

export interface Caller extends AsyncDisposable {
  readonly call: Call;
  readonly close: () => Promise<void>;
}

/** `http.request` of a worker that lists these entries in `AG06_HTTP_ALLOW`. */
export function createCaller(allow: readonly string[], options: Partial<HttpAgentsOptions> = {}): Caller {
  const { agents, close } = createHttpAgents({ allow: allow.map(toEntry), ...options });
  const [request] = agents;
  if (request === undefined) throw new Error('There is no agent.');
  return {
    call: async (input, context) => (await testAgent(request, input, context)).outcome,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function toEntry(text: string): AllowEntry {
  const parsed = parseAllowEntry(text);
  if (parsed.ok) return parsed.entry;
  throw new Error(parsed.problem);
}
