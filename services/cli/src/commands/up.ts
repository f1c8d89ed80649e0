import { onEndingSignals } from '@ag06/service-host/program';
import { parseArguments } from '../arguments.ts';
import { createFleet } from '../create-fleet.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import type { Fleet } from '../fleet.ts';
import { readBrokerUrl } from '../read-broker-url.ts';
import { jsonEvents, peopleEvents, readLogFormat } from '../shown-events.ts';
import { readPort } from '../urls.ts';

const FLAGS = { workers: { type: 'string' }, agents: { type: 'string' } } as const;

/** `ag06 up` runs a fleet in the foreground until a signal stops it. */
export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const shown = readLogFormat(parsed.flag('json')) === 'json' ? jsonEvents() : peopleEvents();
  const count = parsed.text('workers');
  const agents = (parsed.text('agents') ?? process.env.AG06_AGENTS ?? '')
    .split(',')
    .filter((path) => path !== '');
  const fleet = await createFleet({
    workers: count === undefined ? undefined : readCount(count),
    agents,
    brokerUrl: readBrokerUrl() ?? 'embedded:',
    host: process.env.AG06_HTTP_HOST || '127.0.0.1',
    port: readPort(process.env),
    events: shown,
  });
  const ending = stopOnSignals(fleet, shown.onNote);
  try {
    const url = await fleet.start();
    if (!ending.isAsked()) {
      shown.onNote(`ag06 is up at ${url}: ${fleet.description}. Ctrl-C stops it.`);
      shown.onUp();
    }
  } catch (error) {
    await fleet.stop();
    // A start that was told to end has not failed.
    if (!ending.isAsked()) throw error;
  }
  await ending.stopped;
  shown.onNote('ag06 stopped');
  return EXIT.ok;
}

function readCount(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--workers takes a number from 1 to 999, got "${text}".`);
}

/** Drains the fleet at the first signal, also while it starts, and kills it at the second. */
function stopOnSignals(fleet: Fleet, say: (note: string) => void) {
  let count = 0;
  const stopped = new Promise<void>((resolve, reject) => {
    onEndingSignals(() => {
      count++;
      if (count > 1) return fleet.kill();
      say('stopping: workers finish or hand back what they do; Ctrl-C again kills them');
      fleet.stop().then(resolve, reject);
    });
  });
  return { isAsked: () => count > 0, stopped };
}
