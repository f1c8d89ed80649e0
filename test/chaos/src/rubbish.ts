import { encodeSampleBatch, type Sample, TUNING_PULSE, toModelName } from '@ag06/contracts/tuning';
import type { Random } from '@ag06/test-support';
import { TUNED_AGENTS } from './tuned-agents.ts';

/** What a broken process might write of tuning. `document` goes over whatever is there. */
export type Rubbish =
  | { readonly is: 'samples'; readonly text: string }
  | { readonly is: 'document'; readonly kind: RubbishKind; readonly name: string; readonly text: string };
type RubbishKind =
  | 'tuning'
  | 'tuning-policy'
  | 'tuning-state'
  | 'experiment'
  | 'experiment-result'
  | 'model'
  | 'figures'
  | 'leader'
  | 'rate';

/** What it knows of the moment: of the document that it writes over, the next version. */
interface RubbishFacts {
  readonly nextVersion: (kind: RubbishKind, name: string) => Promise<number>;
  readonly workers: readonly string[];
  readonly now: number;
}

const FAR = 8_640_000_000_000_000;
const TEXTS = [
  '',
  'rubbish',
  '{',
  'null',
  '[]',
  '{}',
  '{"version":1}',
  `{"a":"${'x'.repeat(70_000)}"}`,
] as const;
/** Each within the hard bounds of all settings, and far outside of the agents' own. */
const ABSURD = [
  { concurrency: 1, ratePerSec: 0.01 },
  { timeoutMs: 1, maxAttempts: 1 },
  { concurrency: 10_000, maxAttempts: 1_000, timeoutMs: 1 },
  { backoffMs: 86_400_000, maxAttempts: 2 },
  { bySize: { 0: { timeoutMs: 1 }, 1: { timeoutMs: 1 }, 2: { timeoutMs: 1 } } },
] as const;
const FENCES = [0, 1, 2_000_000_000, Number.MAX_SAFE_INTEGER] as const;

/**
 * Draws one thing. Settings that nobody is said to have learned are never among them: such a document is a person's word, and is to
 * be obeyed.
 */
export async function drawRubbish(random: Random, facts: RubbishFacts): Promise<Rubbish> {
  const agent = random.pick(TUNED_AGENTS);
  switch (random.int(8)) {
    case 0:
    case 1:
    case 2:
      return drawSettings(random, agent, facts);
    case 3:
      return drawText(random, agent);
    case 4:
      return drawPulse(random, facts);
    case 5:
      return { is: 'document', kind: 'model', ...drawModel(random, agent) };
    default:
      return { is: 'samples', text: drawBatch(random, agent, facts) };
  }
}

async function drawSettings(random: Random, agent: string, facts: RubbishFacts): Promise<Rubbish> {
  const version = await facts.nextVersion('tuning', agent);
  const settings = random.pick(ABSURD);
  const isCanary = random.chance(0.4);
  const document = {
    // Now and then a version that it does not have.
    version: version + (random.chance(0.15) ? 1_000 : 0),
    settings: isCanary ? {} : settings,
    ...(!isCanary && { learned: Object.keys(settings) }),
    ...(isCanary && { canary: { settings, workers: facts.workers.slice(0, 100) } }),
    static: {},
    publishedAt: random.pick([0, facts.now, FAR, FAR + 1]),
    by: 'rubbish',
    fence: random.pick(FENCES),
    reason: 'RUBBISH',
  };
  return { is: 'document', kind: 'tuning', name: agent, text: JSON.stringify(document) };
}

function drawText(random: Random, agent: string): Rubbish {
  const [kind, name] = random.pick([
    ['tuning', agent],
    ['tuning', 'nobody.at-all'],
    ['tuning-policy', agent],
    ['tuning-state', agent],
    ['experiment', 'e-rubbish'],
    ['experiment-result', 'e-rubbish'],
    ['figures', 'report'],
    ['figures', 'minutes'],
    ['leader', 'optimizer'],
    ['rate', agent],
  ] as const);
  const absurdRate = JSON.stringify({ rate: 1e-9, next: FAR });
  return { is: 'document', kind, name, text: random.pick(kind === 'rate' ? [absurdRate] : TEXTS) };
}

async function drawPulse(random: Random, { now }: RubbishFacts): Promise<Rubbish> {
  const pulse = {
    leader: 'rubbish',
    fence: random.pick([1, Number.MAX_SAFE_INTEGER]),
    at: random.pick([0, now, FAR]),
  };
  const text = random.chance(0.5) ? random.pick(TEXTS) : JSON.stringify(pulse);
  return { is: 'document', kind: 'tuning', name: TUNING_PULSE, text };
}

function drawModel(random: Random, agent: string): { readonly name: string; readonly text: string } {
  const fleet = {
    schema: 2,
    cursor: '999999999-9',
    batches: Number.MAX_SAFE_INTEGER,
    dropped: 0,
    unreadable: 0,
    numbers: {},
  };
  const name = random.pick(['fleet', toModelName(agent)]);
  return { name, text: name === 'fleet' && random.chance(0.5) ? JSON.stringify(fleet) : random.pick(TEXTS) };
}

/** Attempts from another time, of versions that never were, as fast and as slow as nothing is. */
function drawBatch(random: Random, agent: string, { now }: RubbishFacts): string {
  if (random.chance(0.2)) return random.pick(TEXTS);
  const at = random.pick([0, now - 86_400_000, now, now + 3_600_000, FAR]);
  const sample = (): Sample => ({
    t: at,
    agent: random.chance(0.1) ? 'nobody.at-all' : agent,
    step: 'a',
    runId: 'r0-000000000aaaaaaaaaaaa',
    attempt: random.pick([1, 2, 999_999]),
    hedge: random.chance(0.3),
    configVersion: random.pick([0, 1, 999_999_999]),
    ...(random.chance(0.2) && { canary: true as const }),
    priority: random.pick(['critical', 'normal', 'bulk'] as const),
    sizeBucket: random.int(6),
    waitMs: random.pick([0, 1, 1e12]),
    durMs: random.pick([0, 1, 1e12]),
    outcome: random.pick(['ok', 'error', 'timeout', '429', 'oom'] as const),
    startedAt: at,
    worker: 'rubbish',
    inflightAtStart: random.pick([1, 1_000_000]),
  });
  const load = { inflight: random.pick([0, 1_000_000]), limit: random.pick([0, 1_000_000]) };
  return encodeSampleBatch({
    worker: `rubbish-${random.int(3)}`,
    number: random.pick([1, 7, Number.MAX_SAFE_INTEGER]),
    at,
    dropped: random.pick([0, 1_000_000]),
    seconds: [
      { t: at, cpuShare: 9, loopShare: 1, memoryShare: random.pick([0, 1]), agents: { [agent]: load } },
    ],
    samples: Array.from({ length: random.pick([0, 1, 20, 500]) }, sample),
  });
}
