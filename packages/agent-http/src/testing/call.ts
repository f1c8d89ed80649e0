import { type AgentContext, type HandlerOutcome, testAgent } from '@ag06/agent-kit';
import { type AllowEntry, parseAllowEntry } from '../allow-list.ts';
import { Connections } from '../connections.ts';
import { type Resolve, resolveWithSystem } from '../guarded-lookup.ts';
import { createHttpRequest } from '../http-request.ts';
import { createLoopbackDialler } from './loopback-only.ts';

type Call = (input: unknown, context?: Partial<AgentContext>) => Promise<HandlerOutcome>;

export interface Caller extends AsyncDisposable {
  readonly call: Call;
  readonly close: () => Promise<void>;
  /** Addresses outside of this machine that the guard let through. */
  readonly strays: readonly string[];
}

/** `http.request` of a worker that lists these entries in `AG06_HTTP_ALLOW`; it cannot leave this machine. */
export function createCaller(allow: readonly string[], resolve: Resolve = resolveWithSystem): Caller {
  const strays: string[] = [];
  const dial = createLoopbackDialler(strays);
  const connections = new Connections({ allow: allow.map(toEntry), resolve, dial });
  const request = createHttpRequest(connections);
  const close = () => connections.close();
  return {
    call: async (input, context) => (await testAgent(request, input, context)).outcome,
    close,
    strays,
    [Symbol.asyncDispose]: close,
  };
}

function toEntry(text: string): AllowEntry {
  const parsed = parseAllowEntry(text);
  if (parsed.ok) return parsed.entry;
  throw new Error(parsed.problem);
}
