import type { Json } from '@ag06/contracts';
import type { RunOrigin } from '@ag06/protocol';
import { hashJson } from '../canonical-json.ts';
import type { RunIds } from '../decide/scope.ts';

/** A call of an agent, or of a workflow in this version (undefined: the latest). */
interface RenderedCall {
  readonly name: string;
  readonly version?: string | undefined;
  readonly input: Json;
}

/** A text that two calls have in common if they are the same. */
export const digestCall = ({ name, version, input }: RenderedCall): string =>
  hashJson([name, version ?? null, input]);

/** Names a call of a step: of an iteration but the first, or of an item. The field `r:<name>` is what is recorded of it. */
export function toCallName(step: string, iteration = 0, item?: number): string {
  if (item !== undefined) return `${step}.${item}`;
  return iteration === 0 ? step : `${step}@${iteration}`;
}

/** The ids under which inputs are compared: those of the source, so that an input that names its run can be unchanged. */
export const idsOfSource = ({ runId, correlationId }: RunOrigin): RunIds => ({ id: runId, correlationId });
