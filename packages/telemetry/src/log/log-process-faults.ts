import type { Logger } from 'pino';

/**
 * Logs what Node itself would print: its warnings, those of libraries, and the stack of a defect. So every line on the
 * output is a line of the log. A defect still ends the process, with exit code 1.
 */
export function logProcessFaults(log: Logger): void {
  // Node's own listener does the printing.
  process.removeAllListeners('warning');
  process.on('warning', (warning) => log.warn({ err: warning }, `Node warns: ${warning.message}`));
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'A defect ends this process. What it had begun is begun again by others.');
    process.exit(1);
  });
}
