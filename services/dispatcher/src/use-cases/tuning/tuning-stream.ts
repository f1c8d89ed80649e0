import { randomUUID } from 'node:crypto';
import { DEFAULT_TENANT } from '@ag06/contracts';
import {
  parseTuningChanged,
  TUNING_CHANGED_EVENT,
  type TuningChanged,
  type TuningChangedView,
  toTuningStream,
} from '@ag06/contracts/tuning';
import type { Store, StreamEvent } from '@ag06/store';

/** Changes are looked for among so many of the last events. */
const LOOKED_AT = 500;
const SHOWN = 50;

type Events = Pick<Store, 'events'>;

/** Appends an event to the stream of an agent. One of an id that is known is no second one. */
export async function tellTuning(
  { events }: Events,
  agent: string,
  { type, id, data }: { readonly type: string; readonly id: string; readonly data: object },
): Promise<void> {
  const stream = toTuningStream(agent);
  if (stream === undefined) return;
  await events.append({
    tenant: DEFAULT_TENANT,
    stream,
    command: `${stream} ${id}`,
    events: [{ type, id, data: JSON.stringify(data) }],
    dedupeMs: 0,
  });
}

/** Tells what a person has changed of the tuning of an agent. */
export function tellChange(store: Events, agent: string, data: TuningChanged): Promise<void> {
  return tellTuning(store, agent, { type: TUNING_CHANGED_EVENT, id: `changed ${randomUUID()}`, data });
}

/** Returns what people have changed last, the newest first. */
export async function readChanges({ events }: Events, agent: string): Promise<TuningChangedView[]> {
  const stream = toTuningStream(agent);
  const description = stream && (await events.describe(DEFAULT_TENANT, stream));
  if (!stream || !description) return [];
  // A page ends after so many bytes, with the newest behind it: then fewer events are looked at.
  for (let span = LOOKED_AT; span >= 1; span = Math.floor(span / 2)) {
    const after = Math.max(0, description.last.position - span);
    const page = await events.read({
      tenant: DEFAULT_TENANT,
      stream,
      after,
      type: TUNING_CHANGED_EVENT,
      limit: LOOKED_AT,
    });
    if (page.result !== 'page') return [];
    if (!page.hasMore) return page.events.flatMap(toView).reverse().slice(0, SHOWN);
  }
  return [];
}

function toView({ at, data }: StreamEvent): readonly TuningChangedView[] {
  const change = parseTuningChanged(data);
  return change === undefined ? [] : [{ ...change, at: new Date(at).toISOString() }];
}
