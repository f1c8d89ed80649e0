import { type BulkAccepted, type BulkView, RefusedError } from '@ag06/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Confirm, Dialog } from '../parts/confirm.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatCount, formatNoun } from '../parts/format.ts';
import { BulkProgress } from './bulk-progress.tsx';

/** An action on all that a filter selects. */
export interface BulkOrder {
  /** What the button says, such as `Retry`. */
  readonly verb: string;
  readonly noun: string;
  /** It cannot be taken back: the number has to be typed. */
  readonly isDangerous: boolean;
  readonly start: (dryRun: boolean) => Promise<BulkAccepted>;
  /** What is selected, in words. */
  readonly selects: string;
}

type Stage =
  | { readonly is: 'counting'; readonly matched?: number }
  | { readonly is: 'counted'; readonly matched: number }
  | { readonly is: 'failed'; readonly error: unknown }
  | { readonly is: 'working'; readonly bulkId: string };

/** Counts what would be acted on, asks, and shows how far the action has come. It goes on when the dialog is closed. */
export function BulkDialog({
  order,
  onStarted,
  onClose,
}: {
  readonly order: BulkOrder;
  readonly onStarted: () => void;
  readonly onClose: () => void;
}) {
  const { verb, noun, isDangerous, selects } = order;
  const [stage, setStage] = useState<Stage>({ is: 'counting' });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const say = (next: Stage) => !signal.aborted && setStage(next);
    say({ is: 'counting' });
    countMatching(order, (matched) => say({ is: 'counting', matched }), signal).then(
      (matched) => say({ is: 'counted', matched }),
      (error: unknown) => say({ is: 'failed', error }),
    );
    return () => controller.abort();
  }, [order, round]);

  if (stage.is === 'counted' && stage.matched > 0) {
    const action = `${verb} ${formatNoun(stage.matched, noun)}`;
    return (
      <Confirm
        title={`${action}?`}
        action={action}
        isDangerous={isDangerous}
        {...(isDangerous && stage.matched > 1 && { typed: String(stage.matched) })}
        onConfirm={async () => {
          const { bulkId } = await order.start(false);
          onStarted();
          setStage({ is: 'working', bulkId });
        }}
        onClose={onClose}
        staysOpen
      >
        <p>
          {selects}: {formatNoun(stage.matched, noun)}, counted just now. What began later is not touched.
          What the action does not fit is refused and stays as it is.
        </p>
      </Confirm>
    );
  }
  return (
    <Dialog title={`${verb}: ${selects}`} onClose={onClose}>
      {stage.is === 'counting' && (
        <p role="status">
          Counting {noun}s … {stage.matched !== undefined && `${formatCount(stage.matched)} so far`}
        </p>
      )}
      {stage.is === 'counted' && <p role="status">Nothing matches. Nothing was done.</p>}
      {stage.is === 'failed' && <ErrorNotice error={stage.error} onRetry={() => setRound(round + 1)} />}
      {stage.is === 'working' && <FollowedBulk bulkId={stage.bulkId} verb={verb} />}
      <p class="buttons">
        <button type="button" onClick={onClose}>
          Close
        </button>
      </p>
    </Dialog>
  );
}

/** Counts in a dry run, however long it takes. A dry run that nobody waits for any more is stopped. */
async function countMatching(
  { start }: BulkOrder,
  onCount: (matched: number) => void,
  signal: AbortSignal,
): Promise<number> {
  const { bulkId, matched, isExact } = await start(true);
  if (isExact) return matched;
  onCount(matched);
  try {
    let last = matched;
    for await (const bulk of client.bulks.follow(bulkId, { signal })) {
      last = bulk.matched;
      onCount(last);
    }
    return last;
  } finally {
    if (signal.aborted) await client.bulks.stop(bulkId);
  }
}

/** A bulk that is followed until it has ended. */
function FollowedBulk({ bulkId, verb }: { readonly bulkId: string; readonly verb: string }) {
  const [bulk, setBulk] = useState<BulkView>();
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const controller = new AbortController();
    const follow = async () => {
      for await (const view of client.bulks.follow(bulkId, { signal: controller.signal })) setBulk(view);
    };
    follow().catch((caught: unknown) => !controller.signal.aborted && setError(caught));
    return () => controller.abort();
  }, [bulkId]);
  return (
    <>
      {bulk !== undefined && <BulkProgress counts={bulk} verb={verb} />}
      {error !== undefined && <ErrorNotice error={error} />}
      {bulk?.status === 'running' && <StopBulk bulkId={bulkId} onStopped={setBulk} />}
    </>
  );
}

export function StopBulk({
  bulkId,
  onStopped,
}: {
  readonly bulkId: string;
  readonly onStopped: (bulk: BulkView) => void;
}) {
  const [error, setError] = useState<unknown>();
  return (
    <>
      <button type="button" onClick={() => client.bulks.stop(bulkId).then(onStopped, setError)}>
        Stop it: what is done stays done
      </button>
      {error instanceof RefusedError && <ErrorNotice error={error} />}
    </>
  );
}
