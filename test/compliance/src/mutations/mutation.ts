import type { SourceEdit } from '@ag06/test-support';

/** A way to break the fleet, and the cases that must notice it. */
export interface Mutation {
  readonly name: string;
  /** Of the sources that the services' bundles are built from. */
  readonly edits: readonly SourceEdit[];
  /** Numbers of cases that fail on a fleet that is built so. */
  readonly kills: readonly number[];
}
