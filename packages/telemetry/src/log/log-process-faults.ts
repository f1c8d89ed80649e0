import type { Logger } from 'pino';

/**
 * From now on what Node itself would print (warnings of its own and of libraries, the stack of a defect) is a line of the
 * log, so that whoever collects the lines can read each of them. A defect still ends the process, with exit code 1.
 */
export function logProcessFaults(log: Logger): void {
  // Node's own listener is what prints.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, `Node warns: ${warning.message}`));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A defect ends this process. What it had begun is begun again by others.');
    process.exit(1);
  });
}
