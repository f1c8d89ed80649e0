import { onEndingSignals } from '@ag06/service-host/program';
import { EXIT } from './exit-codes.ts';

/** Returns a signal that Ctrl-C aborts, so that a command that follows something ends in order. Another Ctrl-C exits at once. */
export function abortOnInterrupt(): AbortSignal {
  const stopped = new AbortController();
  onEndingSignals(() => {
    if (stopped.signal.aborted) process.exit(EXIT.failed);
    stopped.abort();
  }, ['SIGINT']);
  return stopped.signal;
}
