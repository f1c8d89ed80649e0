import type { CheckResult } from '@ag06/store';
import type { NodeFacts } from './node-facts.ts';

/** Workers and Redis judge retries and delays by their own clocks. Nobody notices a smaller difference. */
const TOLERATED_MS = 1_000;

export function checkClock({ node, clockAheadMs, roundTripMs }: NodeFacts): CheckResult {
  const check = 'clock';
  const isSure = Math.abs(clockAheadMs) - roundTripMs / 2 > TOLERATED_MS;
  const side = clockAheadMs > 0 ? 'ahead of' : 'behind';
  const found = `the clock of ${node} is ${Math.abs(Math.round(clockAheadMs))} ms ${side} this machine's`;
  if (!isSure) return { check, is: 'ok', found };
  const remedy =
    'Keep the clocks of all machines in step (NTP): delays and time-outs shift by the difference.';
  return { check, is: 'warning', code: 'CLOCK_DIFFERS', found, remedy };
}
