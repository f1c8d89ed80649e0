import { parseArguments } from '../arguments.ts';
import { EXIT, UsageError } from '../exit-codes.ts';
import { Fleet } from '../fleet.ts';
import type { ProcessEvents } from '../managed-process.ts';

const FLAGS = { workers: { type: 'string' }, agents: { type: 'string' } } as const;

/** `ag06 up`: a fleet in the foreground, until a signal stops it. */
export async function up(args: readonly string[]): Promise<number> {
  const parsed = parseArguments(args, FLAGS, 0);
  const workers = readCount(parsed.text('workers') ?? '2');
  const agents = (parsed.text('agents') ?? process.env.AG06_AGENTS ?? '')
    .split(',')
    .filter((path) => path !== '');
  const fleet = new Fleet({
    workers,
    agents,
    brokerUrl: readBrokerUrl(),
    redisFolder: '.ag06/redis',
    host: process.env.AG06_HTTP_HOST ?? '127.0.0.1',
    port: Number(process.env.AG06_HTTP_PORT ?? 4606),
    events: consoleEvents(),
  });
  const stopped = onSignals(fleet);
  try {
    const url = await fleet.start();
    process.stdout.write(`ag06 is up at ${url}: 1 dispatcher, ${workers} workers. Ctrl-C stops them.\n`);
  } catch (error) {
    await fleet.stop();
    throw error;
  }
  await stopped;
  process.stdout.write('ag06 stopped\n');
  return EXIT.ok;
}

/** What AG06_BROKER_URL says; undefined asks for a Redis of our own. */
export function readBrokerUrl(): string | undefined {
  const url = process.env.AG06_BROKER_URL;
  if (url === undefined || url === '') return undefined;
  if (!url.startsWith('embedded:')) return url;
  throw new UsageError(
    'embedded: is not built yet. Leave AG06_BROKER_URL unset for a private Redis, or name one: redis://…',
  );
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

/** Lines of the services as they come, each under its process's name; Redis only if it complains. */
export function consoleEvents(): ProcessEvents {
  return {
    onLine: (name, line) => {
      if (name !== 'redis') process.stdout.write(`[${name}] ${line}\n`);
    },
    onNote: (note) => process.stdout.write(`${note}\n`),
  };
}
