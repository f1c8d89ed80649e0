import { type BulkAccepted, type BulkView, RefusedError } from '@ag06/client';
import { useEffect, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { Confirm, Dialog } from '../parts/confirm.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatCount, formatNoun } from '../parts/format.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { type Counted, countMatching } from './count-matching.ts';

/** An action on all that a filter selects. */
export interface BulkOrder {
  /** What the button says, such as `Retry`. */
  readonly verb: string;
  readonly noun: string;
  /** It cannot be taken back: the number has to be typed. */
  readonly isDangerous: boolean;
  readonly count: () => Promise<BulkAccepted>;
  readonly start: (counted: Counted) => Promise<BulkAccepted>;
  /** What is selected, in words. */
  readonly selects: string;
  /** What becomes of what comes after the count, in a sentence. */
  readonly later: string;
}

type Stage =
  | { readonly is: 'counting'; readonly matched?: number }
  | { readonly is: 'counted'; readonly counted: Counted }
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
  const { verb, noun, isDangerous, selects, later } = order;
  const [stage, setStage] = useState<Stage>({ is: 'counting' });
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const say = (next: Stage) => !signal.aborted && setStage(next);
    say({ is: 'counting' });
    countMatching(order.count, client.bulks, (matched) => say({ is: 'counting', matched }), signal).then(
      (counted) => say({ is: 'counted', counted }),
      (error: unknown) => say({ is: 'failed', error }),
    );
    return () => controller.abort();
  }, [order, round]);

  if (stage.is === 'counted' && stage.counted.matched > 0) {
    const { counted } = stage;
    const action = `${verb} ${formatNoun(counted.matched, noun)}`;
    return (
      <Confirm
        title={`${action}?`}
        action={action}
        isDangerous={isDangerous}
        {...(isDangerous && counted.matched > 1 && { typed: String(counted.matched) })}
        onConfirm={async () => {
          const { bulkId } = await order.start(counted);
          onStarted();
          setStage({ is: 'working', bulkId });
        }}
        onClose={onClose}
        staysOpen
      >
        <p>
          {selects}: {formatNoun(counted.matched, noun)}, counted just now. {later} What the action does not
          fit is refused and stays as it is.
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
