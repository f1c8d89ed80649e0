import type { RunPageView } from '@ag06/contracts';
import type { RunPage } from '@ag06/store';
import { describeSummary } from '../use-cases/describe-run.ts';
import type { CursorCodec } from './cursor.ts';

/** A page of runs as lists answer it; it says if a part of the archive could not be looked at. */
export const describeRunPage = ({ runs, next, unread }: RunPage, cursors: CursorCodec): RunPageView => ({
  items: runs.map(describeSummary),
  ...(next !== undefined && { next: cursors.encode(next) }),
  ...(unread !== undefined && { incomplete: unread }),
});
