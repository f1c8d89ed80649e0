import type { HealthComponent } from '@ag06/contracts';

/** How much each component counts in the mean. */
export const COMPONENT_WEIGHTS: Readonly<Record<HealthComponent, number>> = {
  store: 3,
  broker: 3,
  workers: 2,
  queues: 2,
  api: 2,
  breakers: 1,
  optimizer: 1,
  archive: 1,
};

/** Without these nothing is done: the whole is no healthier than any of them. */
export const NEEDED_COMPONENTS: readonly HealthComponent[] = ['store', 'broker', 'workers', 'api'];

/** A component, or the whole, is `ok` from here … */
export const OK_FROM = 80;
/** … and `unhealthy` below here. */
export const UNHEALTHY_BELOW = 40;
