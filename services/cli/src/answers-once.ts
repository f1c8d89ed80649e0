import { findCommand } from './find-command.ts';

/** Commands that print as they go, take over the terminal or write bytes: a line that comes and goes would be in their way. */
const LIVE: ReadonlySet<string> = new Set([
  'up',
  'dispatcher',
  'worker',
  'optimizer',
  'demo',
  'run',
  'feed',
  'top',
  'streams tail',
  'bulk watch',
  'runs bulk',
  'runs state',
  'runs export',
  'runs output',
]);

/** Whether a command prints its answer when it is done, so that a person wants to know that it is still at work. */
export function answersOnce(words: readonly string[]): boolean {
  const found = findCommand(words);
  return found !== undefined && !LIVE.has(found.name) && !words.some((word) => /^--watch(=|$)/.test(word));
}
