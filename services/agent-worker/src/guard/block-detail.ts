import type { LastError } from '@ag06/resilience';

/** Bounds the event, because another program may have written the breaker's document. */
const TEXT_MAX = 300;

/** The event properties of a step that waits for a breaker: the latest failure behind it, as in `GET /v1/breakers`. */
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
