import { parseArguments } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { createFleet, type Fleet } from '../fleet.ts';
import type { ProcessEvents } from '../managed-process.ts';

const FLAGS = { workers: { type: 'string' }, agents: { type: 'string' } } as const;

/** `ag06 up`: a fleet in the foreground, until a signal stops it. */
export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const count = parsed.text('workers');
  const agents = (parsed.text('agents') ?? process.env.AG06_AGENTS ?? '')
    .split(',')
    .filter((path) => path !== '');
  const fleet = await createFleet({
    workers: count === undefined ? undefined : readCount(count),
    agents,
    brokerUrl: readBrokerUrl() ?? 'embedded:',
    host: process.env.AG06_HTTP_HOST ?? '127.0.0.1',
    port: Number(process.env.AG06_HTTP_PORT ?? 4606),
    events: consoleEvents(),
  });
  const stopped = onSignals(fleet);
  try {
    const url = await fleet.start();
    process.stdout.write(`ag06 is up at ${url}: ${fleet.description}. Ctrl-C stops it.\n`);
  } catch (error) {
    await fleet.stop();
    throw error;
  }
  await stopped;
  process.stdout.write('ag06 stopped\n');
  return EXIT.ok;
}

/** What AG06_BROKER_URL says; undefined if it says nothing. */
export function readBrokerUrl(): string | undefined {
  const url = process.env.AG06_BROKER_URL;
  return url === '' ? undefined : url;
}

function readCount(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--workers takes a number from 1 to 999, got "${text}".`);
}

/** The first signal drains; the second kills. */
function onSignals(fleet: Fleet): Promise<void> {
  return new Promise((resolve, reject) => {
    let count = 0;
    const stop = () => {
      count++;
      if (count > 1) return fleet.kill();
      process.stdout.write('stopping: workers finish or hand back what they do\n');
      fleet.stop().then(resolve, reject);
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** Lines of the services as they come, each under its name. */
export function consoleEvents(): ProcessEvents {
  return {
    onLine: (name, line) => process.stdout.write(`[${name}] ${line}\n`),
    onNote: (note) => process.stdout.write(`${note}\n`),
  };
}
