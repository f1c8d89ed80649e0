import type { WatchedWorker, WorkerWatch } from '@ag06/backend';
import type { Logger } from 'pino';

/** Watches the event loop of a worker. After a block, the log names the agents that may have caused it. */
export const toWatched = (agents: readonly string[], log: Logger): WatchedWorker => ({
  agents,
  logBase: log.isLevelEnabled('warn') ? log.bindings() : undefined,
  onBlocked: (block) =>
    log.warn({ code: block.code, agents: block.agents, blockedMs: Math.round(block.ms) }, block.message),
});

/** For a worker that nobody watches. */
export const UNWATCHED: WorkerWatch = {
  handlers: { enter: () => {}, leave: () => {}, start: (_agent, _limitMs, begin) => begin() },
  start: async () => {},
  remember: () => {},
  stop: async () => {},
};
