/** What a program needs before it knows what it is to do: light to load, because each command of `ag06` begins with it. */
export { judgeStartError } from './judge-start-error.ts';
export { findUnknownSettings } from './known-settings.ts';
export { onEndingSignals } from './on-ending-signals.ts';
export { VERSION } from './version.ts';
export { READY } from './watch-supervisor.ts';
