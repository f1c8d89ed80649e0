import { type ComponentHealth, judgeComponent } from './component-health.ts';
import type { ApiFacts, DutyFacts } from './health-facts.ts';
import { REASON_RULES } from './reason-rules.ts';
import { inPercent, inSeconds, nameSome } from './words.ts';

/** With fewer requests within a minute, a share says nothing. */
const TELLING_REQUESTS = 20;

/** Scores the dispatcher that answers. Its facts about itself are never old. */
export function scoreApi({ duties, lagMs, requests }: ApiFacts): ComponentHealth {
  const lateMs = ({ sinceSuccessMs, everyMs }: DutyFacts) => sinceSuccessMs - everyMs;
  const late = duties.filter((duty) => lateMs(duty) >= REASON_RULES.DUTY_LATE.from);
  const failed = requests.count < TELLING_REQUESTS ? 0 : requests.failed / requests.count;
  return judgeComponent('api', 0, [
    {
      code: 'DUTY_LATE',
      value: Math.max(0, ...late.map(lateMs)),
      found: `Without success: ${nameSome(late.map((duty) => `${duty.name} for ${inSeconds(duty.sinceSuccessMs)}`))}.`,
    },
    { code: 'API_LAGGING', value: lagMs, found: `Its event loop is up to ${inSeconds(lagMs)} late.` },
    { code: 'API_FAILING', value: failed, found: `${inPercent(failed)} of requests were answered 5xx.` },
    {
      code: 'API_SLOW',
      value: requests.count < TELLING_REQUESTS ? 0 : requests.p99Ms,
      found: `Requests take up to ${inSeconds(requests.p99Ms)}.`,
    },
  ]);
}
