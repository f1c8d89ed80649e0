import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from './api.ts';
import type { Output } from './output.ts';
import { patiently } from './patience.ts';
import { type EventView, renderEvent } from './render.ts';

const POLL_MS = 150;

export interface RunResult {
  readonly runId: string;
  readonly status: string;
  readonly output?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
}

interface EventPage {
  readonly events: readonly EventView[];
  readonly next?: number;
}

/** Prints the events of a run as they come, until it has ended; waits for a dispatcher that is away, for so long. */
export async function followRun(
  api: Api,
  runId: string,
  output: Output,
  signal: AbortSignal,
  patienceMs: number,
): Promise<RunResult> {
  const patience = { patienceMs, signal, say: output.note };
  const get = <T>(path: string) => patiently(() => api.get<T>(path), patience);
  let after = 0;
  for (;;) {
    const page = await get<EventPage>(`/v1/runs/${runId}/events?after=${after}&limit=500`);
    for (const event of page.events) {
      after = event.seq;
      output.text(renderEvent(event, output.isStyled));
      output.json(event);
    }
    if (page.next !== undefined) continue;
    const result = await get<RunResult>(`/v1/runs/${runId}/result`);
    // The last events may have come after the page was read.
    if (isEnded(result.status) && page.events.length === 0) return result;
    await delay(POLL_MS, undefined, { signal });
  }
}

const ENDED = new Set(['completed', 'failed', 'cancelled', 'timed_out']);
export const isEnded = (status: string): boolean => ENDED.has(status);
