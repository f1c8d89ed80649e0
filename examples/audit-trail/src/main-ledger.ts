import { Client } from '@ag06/client';
import { Ledger } from './ledger.ts';

/** Keeps balances from the stream `audit`, in a file: `node --conditions=@ag06/source src/main-ledger.ts [FILE]`. */
const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const ledger = new Ledger(process.argv[2] ?? 'ledger.sqlite');
console.log('the ledger follows the stream audit');
await new Client().streams.group('audit', 'ledger').consume(
  (event) => {
    const isNew = ledger.take(event);
    console.log(`event ${event.position}${isNew ? '' : ' again'}: ${JSON.stringify(ledger.balances())}`);
  },
  { signal: stop.signal, leaseMs: 5_000, onError: (error) => console.error(error) },
);
ledger[Symbol.dispose]();
