export { toArchivePlace } from './archive/archive-place.ts';
export { type DispatcherConfig, readConfig, SETTINGS } from './config.ts';
export { createDispatcher, createDispatcherId } from './create-dispatcher.ts';
export type { Dispatcher } from './dispatcher.ts';
