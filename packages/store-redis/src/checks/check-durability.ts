import type { CheckResult, Durability } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

const check = 'durability';
const ALWAYS = '`appendonly yes`, `appendfsync always` and `no-appendfsync-on-rewrite no`';

/** Checks that the server keeps the promise of AG06_DURABILITY. */
export function checkDurability(facts: NodeFacts, durability: Durability): CheckResult {
  switch (durability) {
    case 'everysec':
      return checkEverySecond(facts);
    case 'fsync':
      return checkAlways(facts);
  }
}

function checkEverySecond({ node, isAppendOnly, fsync }: NodeFacts): CheckResult {
  if (isAppendOnly && fsync?.policy !== 'no') {
    return {
      check,
      is: 'ok',
      found: `${node} appends to its file, fsynced as ${fsync?.policy ?? 'unknown'}`,
    };
  }
  const found = isAppendOnly
    ? `${node} has appendfsync no: a power loss may cost half a minute`
    : `${node} keeps no append-only file: a restart may cost every run`;
  const remedy = 'Set `appendonly yes` and `appendfsync everysec` if runs must outlive a restart of Redis.';
  return { check, is: 'warning', code: 'REDIS_NOT_DURABLE', found, remedy };
}

function checkAlways({ node, isAppendOnly, fsync }: NodeFacts): CheckResult {
  const problem = (found: string): CheckResult => ({
    check,
    is: 'problem',
    code: 'REDIS_NOT_DURABLE',
    found,
    remedy: `Set ${ALWAYS}, or AG06_DURABILITY=everysec.`,
  });
  if (!isAppendOnly) return problem(`${node} keeps no append-only file, and AG06_DURABILITY is fsync`);
  if (fsync === undefined) {
    return problem(`${node} does not let its appendfsync be read, and AG06_DURABILITY is fsync`);
  }
  if (fsync.policy !== 'always') {
    return problem(`${node} has appendfsync ${fsync.policy}, and AG06_DURABILITY is fsync`);
  }
  if (fsync.isPutOff) return problem(`${node} puts its fsync off while it rewrites its file`);
  return { check, is: 'ok', found: `${node} fsyncs before it answers` };
}
