import type { Change, CommitAnswer, GoesOn, Grant } from '@ag06/protocol';
import { evaluated, freshId, movesOf, Player } from './fixture.ts';

export const FAILURE = '{"code":"AGENT_FAILED","message":"no","step":"f"}';

/** A list of numbers from 0, each as the JSON text of an object. */
export function listOf(total: number) {
  const texts = Array.from({ length: total }, (_, n) => `{"n":${n}}`);
  const chunks: string[] = [];
  for (let from = 0; from < total; from += 16) chunks.push(texts.slice(from, from + 16).join('\n'));
  return { total, chunks };
}

/** Plays one run whose only step `f` goes over a list, held for its expansion by the job of a first delivery. */
export class LanePlayer extends Player {
  async hold(): Promise<Grant> {
    const submitted = await this.submit({ roots: [evaluated('f', 0, ['in'])] });
    const [held] = movesOf(submitted).evaluations;
    if (held === undefined) throw new Error('The step is not held.');
    return held;
  }

  async expand(total: number, lanes: number, more: { first?: 'claim' | 'schedule'; id?: string } = {}) {
    return this.expandHeld(await this.hold(), total, lanes, more);
  }

  expandHeld(
    held: Grant,
    total: number,
    lanes: number,
    more: { first?: 'claim' | 'schedule'; id?: string } = {},
  ) {
    const { first = 'schedule', id = freshId() } = more;
    return this.commit({
      id,
      guard: { on: 'token', unit: 'f', token: held.token },
      change: { to: 'expanded', list: listOf(total), lanes, first, reads: ['in'] },
    });
  }

  settle(
    lane: Grant,
    more: {
      goesOn?: GoesOn;
      status?: 'completed' | 'failed';
      id?: string;
      ends?: boolean;
    } = {},
  ): Promise<CommitAnswer> {
    const { goesOn = 'claim', status = 'completed', id = freshId(), ends = false } = more;
    const result = status === 'completed' ? `{"of":${lane.item?.index}}` : FAILURE;
    return this.commit({
      id,
      issuer: { worker: 'w-1', job: `${lane.unit}.d1`, delivery: 1 },
      guard: { on: 'token', unit: lane.unit, token: lane.token },
      change: { to: 'settled', status, result, goesOn },
      end: ends ? { status: 'failed', error: FAILURE } : undefined,
    });
  }

  change(lane: Grant, change: Change): Promise<CommitAnswer> {
    return this.commit({
      issuer: { worker: 'w-1', job: `${lane.unit}.d1`, delivery: 1 },
      guard: { on: 'token', unit: lane.unit, token: lane.token },
      change,
    });
  }
}
