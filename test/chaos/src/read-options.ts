import { parseArgs } from 'node:util';
import { BROKERS, type BrokerName } from './broker-under-test.ts';
import { MIN_WINDOW_MS } from './fault-plan.ts';

/** So that faults of all kinds and the quiet end fit. */
const MIN_MINUTES = Math.ceil((MIN_WINDOW_MS + 6_000) / 6_000) / 10;

export interface CommandLine {
  readonly broker: BrokerName;
  readonly seed: number;
  readonly minutes: number;
  readonly workers: number;
  readonly dispatchers: number;
  readonly submissionsPerSecond: number;
  readonly isJson: boolean;
}

/** Throws an Error that says what was expected. */
export function readOptions(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      broker: { type: 'string', default: 'redis' },
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '1' },
      workers: { type: 'string', default: '3' },
      dispatchers: { type: 'string', default: '2' },
      rate: { type: 'string', default: '10' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    broker: readBroker(values.broker),
    seed: readNumber('seed', values.seed, 0, 2 ** 31, true),
    minutes: readNumber('minutes', values.minutes, MIN_MINUTES, 24 * 60, false),
    workers: readNumber('workers', values.workers, 2, 50, true),
    dispatchers: readNumber('dispatchers', values.dispatchers, 1, 20, true),
    submissionsPerSecond: readNumber('rate', values.rate, 1, 1_000, false),
    isJson: values.json,
  };
}

function readBroker(text: string): BrokerName {
  const names = Object.keys(BROKERS);
  const isName = (name: string): name is BrokerName => names.includes(name);
  if (isName(text)) return text;
  throw new Error(`--broker: expected ${names.join(' or ')}, got "${text}"`);
}

function readNumber(name: string, text: string, min: number, max: number, isWhole: boolean): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= min && value <= max && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new Error(`--${name}: expected ${kind} from ${min} to ${max}, got "${text}"`);
}
