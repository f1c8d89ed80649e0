import type { SourceEdit } from '@ag06/test-support';

/** A way to break the fleet, and the cases that must notice it. */
export interface Mutation {
  readonly name: string;
  /** Of the sources that the services' bundles are built from. */
  readonly edits: readonly SourceEdit[];
  /** Numbers of cases that fail on a fleet that is built so. */
  readonly kills: readonly number[];
  /**
   * What each of these failures says. Without it any failed expectation counts, and the mutation has a build of its own; with it,
   * it shares one with others, because no case can fail by their defects instead.
   */
  readonly says?: RegExp;
}
