import { z } from 'zod';

const VERSIONS_KEPT = 60;
const version = z.int().min(0);

export const VersionMapModel = z.array(z.tuple([version, version, version])).max(VERSIONS_KEPT);
export type VersionMapModel = z.infer<typeof VersionMapModel>;

/**
 * Which version of a tuner's settings a version of the published document stands for. A document says one thing to most
 * workers, and may say another to canaries. Version 0 is what workers do by themselves.
 */
export class VersionMap {
  #rows: VersionMapModel;

  constructor(rows: VersionMapModel = []) {
    this.#rows = [...rows];
  }

  set(published: number, tuner: number, canary = tuner): void {
    const others = this.#rows.filter(([known]) => known !== published);
    this.#rows = [...others, [published, tuner, canary] satisfies VersionMapModel[0]]
      .sort(([a], [b]) => a - b)
      .slice(-VERSIONS_KEPT);
  }

  /** Undefined: the tuner has never had these settings in force. */
  of(published: number, isCanary = false): number | undefined {
    const row = this.#rows.find(([known]) => known === published);
    return row?.[isCanary ? 2 : 1];
  }

  toModel(): VersionMapModel {
    return this.#rows;
  }
}
