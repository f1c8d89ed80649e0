import { FleetBreakers } from '@ag06/resilience';
import type { Store } from '@ag06/store';

/** The breakers of a process of this name, which reports nothing. */
export const createQuietBreakers = (store: Store, id: string): FleetBreakers =>
  new FleetBreakers({
    shared: store.shared,
    storeTime: () => store.runs.now(),
    id,
    listener: { onTransition: () => {}, onRefused: () => {}, onError: () => {} },
  });
