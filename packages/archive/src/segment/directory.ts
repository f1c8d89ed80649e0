import type { ListedRun, RunSummary } from '@ag06/store';

/** What a segment has, and where. Places are counted in characters of its lines, as if no block had been compressed. */
export interface Directory {
  /** Newest first, as lists have them. */
  readonly runs: readonly DirectoryRun[];
  readonly blocks: readonly DirectoryBlock[];
  readonly definitions: readonly DirectoryDefinition[];
}

export interface DirectoryRun extends RunSummary {
  readonly finishedAt: number;
  /** Why it ended without completing; absent of segments of a release before. */
  readonly error?: NonNullable<ListedRun['error']>;
  /** The id of the command that ended it, and its number of events: a run that still has both is as it was archived. */
  readonly endedBy: string;
  readonly events: number;
  /** Since when it is in the archive. */
  readonly archivedAt: number;
  /** How long it is kept from its end, as its workflow says; undefined if it says nothing. */
  readonly keptMs?: number;
  readonly from: number;
  readonly length: number;
  /** Of a run over several blocks: the first line of each, by what it is about. */
  readonly marks?: readonly DirectoryMark[];
}

export interface DirectoryMark {
  readonly from: number;
  /** The kind of the line, its step and its number, as `readPlace` gives them. */
  readonly place: LinePlace;
}

export type LinePlace = readonly [kind: string, step: string, number: number];

export interface DirectoryBlock {
  readonly from: number;
  readonly chars: number;
  /** In the object. */
  readonly at: number;
  readonly bytes: number;
}

/** The definition of a workflow that a run of this segment has. */
export interface DirectoryDefinition {
  readonly tenant: string;
  readonly name: string;
  readonly version: string;
  readonly from: number;
  readonly length: number;
}
