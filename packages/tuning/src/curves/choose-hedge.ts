import { chooseHedgeDelay, type HedgeQuestion, whyNoDelay } from './choose-hedge-delay.ts';
import { findSpells } from './find-spells.ts';

/** What is known of the attempts of a size. */
export interface HedgeFacts extends HedgeQuestion {
  /** As those of the curve, in the order in which attempts began. */
  readonly durations: readonly number[];
  /** Whether hedges have shown that they save no deadlines. */
  readonly areVain: boolean;
}

/** When a second attempt is to be made, in the unit of the curve; or why none is, for people. */
export type HedgeChoice =
  | { readonly is: 'on'; readonly delay: number }
  | { readonly is: 'off'; readonly why: string };

export function chooseHedge({ durations, areVain, ...question }: HedgeFacts): HedgeChoice {
  const { deadline, isHedged } = question;
  if (!Number.isFinite(deadline)) return off('nothing is ever late');
  if (deadline <= 0) return off('steps wait longer than their deadline');
  if (areVain) return off('they saved no deadlines');
  const delay = chooseHedgeDelay(question);
  if (delay === null) return off(whyNoDelay(question));
  const { followed, areSpells } = findSpells(durations, delay, isHedged);
  if (areSpells) {
    const share = `${Math.round(100 * followed)} %`;
    return off(
      `the service is slow as a whole at times: after ${share} of slow attempts the next to begin is slow too`,
    );
  }
  return { is: 'on', delay };
}

const off = (why: string): HedgeChoice => ({ is: 'off', why });
