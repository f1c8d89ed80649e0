import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { QueueFacts, QueuesFacts } from './health-facts.ts';
import { REASON_RULES } from './reason-rules.ts';
import { inSeconds, nameSome } from './words.ts';

/** Scores the queues by the worst one. Names all bad ones. */
export function scoreQueues({ ageMs, queues, deadLetters }: QueuesFacts): ComponentHealth {
  const worst = (
    code: 'QUEUE_PAUSED' | 'QUEUE_LIMITED' | 'QUEUE_STUCK' | 'QUEUE_UNSERVED' | 'QUEUE_SLOW',
    of: (queue: QueueFacts) => number,
  ) => {
    const bad = queues.filter((queue) => of(queue) >= REASON_RULES[code].from).sort((a, b) => of(b) - of(a));
    const value = Math.max(0, ...bad.map(of));
    return { code, value, names: nameSome(bad.map(describe)) };
  };
  const paused = worst('QUEUE_PAUSED', ({ heldBack }) =>
    heldBack?.by === 'rate' ? 0 : (heldBack?.forMs ?? 0),
  );
  const limited = worst('QUEUE_LIMITED', ({ heldBack }) => (heldBack?.by === 'rate' ? heldBack.forMs : 0));
  const stuck = worst('QUEUE_STUCK', ({ unmovedMs, workers, heldBack }) =>
    workers > 0 && heldBack === undefined ? unmovedMs : 0,
  );
  const unserved = worst('QUEUE_UNSERVED', ({ unservedMs }) => unservedMs);
  const slow = worst('QUEUE_SLOW', ({ headAgeMs, active, heldBack }) =>
    active > 0 && heldBack?.by !== 'paused' ? headAgeMs : 0,
  );
  return judgeComponent('queues', ageMs, [
    {
      ...paused,
      found: `Work has waited for ${inSeconds(paused.value)} on a queue that is paused: ${paused.names}.`,
    },
    {
      ...limited,
      found: `A rate limit has let nothing through for ${inSeconds(limited.value)}: ${limited.names}.`,
    },
    { ...stuck, found: `Nothing has been taken for ${inSeconds(stuck.value)} from ${stuck.names}.` },
    {
      ...unserved,
      found: `Work has waited for ${inSeconds(unserved.value)} for a worker that serves ${unserved.names}.`,
    },
    { ...slow, found: `What is next has waited for ${inSeconds(slow.value)} at ${slow.names}.` },
    {
      code: 'DEAD_LETTERS_GROWING',
      value: deadLetters,
      found: `${deadLetters} deliveries were set aside within a minute.`,
    },
    { code: 'QUEUES_UNKNOWN', value: ageMs, found: `They were last looked at ${inSeconds(ageMs)} ago.` },
  ]);
}

const describe = ({ agent, waiting, didYouMean }: QueueFacts): string =>
  `${agent} (${waiting} waiting${didYouMean === undefined ? '' : `; did you mean ${didYouMean}?`})`;
