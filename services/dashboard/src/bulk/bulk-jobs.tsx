import type { BulkView } from '@ag06/client';
import { client } from '../client.ts';
import { formatNoun } from '../parts/format.ts';
import { toPreview } from '../parts/to-members.ts';
import { useLoad } from '../parts/use-load.ts';
import { When } from '../parts/when.tsx';
import { StopBulk } from './bulk-dialog.tsx';
import { BulkProgress } from './bulk-progress.tsx';

const EVERY_MS = 3_000;
const ENDED_SHOWN = 5;

/** The actions on many that are under way, and the last that ended. `round` changes when one was started here. */
export function BulkJobs({ of, round }: { readonly of: BulkView['of']; readonly round: number }) {
  const { reload, ...loaded } = useLoad((signal) => client.bulks.list({ signal }), [of, round], {
    everyMs: EVERY_MS,
  });
  if (loaded.status !== 'ready') return null;
  const bulks = loaded.value.items.filter((bulk) => bulk.of === of && !bulk.dryRun);
  const isUnderWay = ({ status }: BulkView) => status === 'running' || status === 'stopping';
  const underWay = bulks.filter(isUnderWay);
  const ended = bulks.filter((bulk) => !isUnderWay(bulk)).slice(0, ENDED_SHOWN);
  if (underWay.length + ended.length === 0) return null;
  return (
    <details class="bulk-jobs" open={underWay.length > 0}>
      <summary>
        {underWay.length > 0
          ? `${formatNoun(underWay.length, 'action')} on many under way`
          : 'Actions on many that ended'}
      </summary>
      {[...underWay, ...ended].map((bulk) => (
        <article key={bulk.bulkId} aria-label={`${bulk.action} ${bulk.bulkId}`}>
          <b>{bulk.action}</b> <code>{toPreview(bulk.filter)}</code>, <When at={bulk.createdAt} />
          <BulkProgress counts={bulk} verb={bulk.action} />
          {bulk.status === 'running' && <StopBulk bulkId={bulk.bulkId} onStopped={reload} />}
        </article>
      ))}
    </details>
  );
}
