import type { LastError } from '@ag06/resilience';

/** Others may have written the document of a breaker: an event is small whatever stands there. */
const TEXT_MAX = 300;

/** What the event of a step says that waits for a breaker: what failed last behind it, as `GET /v1/breakers` tells it. */
export function toBlockDetail(last: LastError | undefined): string | undefined {
  if (last === undefined) return undefined;
  const { at, code, message, run, step, item, attempt } = last;
  const lastError = {
    at: new Date(at).toISOString(),
    code: cut(code),
    message: cut(message),
    run: cut(run),
    step: cut(step),
    ...(item !== undefined && { item }),
    attempt,
  };
  return JSON.stringify({ lastError });
}

const cut = (text: string): string => text.slice(0, TEXT_MAX).toWellFormed();
