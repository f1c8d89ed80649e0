import type { EventView } from '@ag06/client';
import { client } from '../../client.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { useLoad } from '../../parts/use-load.ts';
import type { KeptEvent } from '../log/slim-event.ts';

/** One event with all of its fields. Those that the list does not keep are loaded. */
export function EventDetail({
  runId,
  kept,
  isShown,
  onShow,
  onClose,
}: {
  readonly runId: string;
  readonly kept: KeptEvent;
  readonly isShown: boolean;
  readonly onShow: () => void;
  readonly onClose: () => void;
}) {
  const { seq, type } = kept.event;
  return (
    <section class="step-panel" aria-label={`Event ${seq}`}>
      <header>
        <h3>
          Event {seq}: {type}
        </h3>
        <span class="mend">
          <button type="button" disabled={isShown} onClick={onShow}>
            Show the steps as they were then
          </button>
          <button type="button" onClick={onClose}>
            Close
          </button>
        </span>
      </header>
      {kept.cut.length === 0 ? (
        <JsonView value={kept.event} isOpen />
      ) : (
        <Whole key={seq} runId={runId} seq={seq} />
      )}
    </section>
  );
}

function Whole({ runId, seq }: { readonly runId: string; readonly seq: number }) {
  const loaded = useLoad((signal) => loadEvent(runId, seq, signal), [runId, seq]);
  if (loaded.status === 'loading') return <p class="faint">Loading …</p>;
  if (loaded.status === 'failed') return <ErrorNotice error={loaded.error} onRetry={loaded.reload} />;
  return <JsonView value={loaded.value} isOpen />;
}

async function loadEvent(runId: string, seq: number, signal: AbortSignal): Promise<EventView> {
  for await (const event of client.events(runId, { after: seq - 1, pageSize: 1, signal })) return event;
  throw new Error(`The run has no event ${seq}.`);
}
