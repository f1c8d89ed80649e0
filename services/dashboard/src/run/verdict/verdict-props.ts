import type { RunView } from '@ag06/client';
import type { WatchedRun } from '../use-run.ts';

/** What the first answer about a run is told from. */
export interface VerdictProps extends WatchedRun {
  readonly run: RunView;
  /** Of its workflow, if it is loaded. */
  readonly definition: unknown;
  readonly onStep: (step: string) => void;
}
