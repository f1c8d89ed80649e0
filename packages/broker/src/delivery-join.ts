/** Deliveries of one job that are in this process at the same time. */
interface Group<End> {
  newest: symbol;
  readonly ended: PromiseWithResolvers<End>;
}

/** `superseded`: a newer delivery of the job took its place and has ended. */
export type JoinedEnd<End> = { readonly is: 'own'; readonly end: End } | { readonly is: 'superseded' };

/**
 * Lets overlapping deliveries of one job end together, when the newest has ended. A lost lock can bring a job back into
 * the very process whose handler still runs, and BullMQ keeps locks by job id only: the first delivery to end would
 * stop the renewal of the other's lock, and the job would stall again and again.
 */
export class DeliveryJoin<End> {
  readonly #groups = new Map<string, Group<End>>();

  /** `handle` must not reject. */
  async run(jobId: string, handle: () => Promise<End>): Promise<JoinedEnd<End>> {
    const own = Symbol(jobId);
    const group = this.#groups.get(jobId) ?? this.#open(jobId);
    group.newest = own;
    void handle().then((end) => {
      if (group.newest !== own) return;
      // Later deliveries begin a group of their own.
      if (this.#groups.get(jobId) === group) this.#groups.delete(jobId);
      group.ended.resolve(end);
    });
    const end = await group.ended.promise;
    return group.newest === own ? { is: 'own', end } : { is: 'superseded' };
  }

  #open(jobId: string): Group<End> {
    const group = { newest: Symbol(jobId), ended: Promise.withResolvers<End>() };
    this.#groups.set(jobId, group);
    return group;
  }
}
