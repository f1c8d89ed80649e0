import { expect, it } from '@jest/globals';
import { ClaimGate } from './claim-gate.ts';

it('ClaimGate knows who is idle', async () => {
  const gate = new ClaimGate();
  expect(gate.isIdleBut(0)).toBe(true);
  const leave = await gate.enter();
  expect(gate.isIdleBut(0)).toBe(false);
  expect(gate.isIdleBut(1)).toBe(true);
  leave();
  leave();
  expect(gate.isIdleBut(0)).toBe(true);
});

it('ClaimGate lets one be alone when all others have left, and keeps the rest out meanwhile', async () => {
  const gate = new ClaimGate();
  const order: string[] = [];
  const leaveFirst = await gate.enter();
  const alone = gate.enterAlone().then((leave) => {
    order.push('alone');
    return leave;
  });
  const next = gate.enter().then((leave) => {
    order.push('next');
    return leave;
  });
  expect(gate.isClosed).toBe(true);
  order.push('first leaves');
  leaveFirst();
  (await alone)();
  (await next)();
  expect(order).toEqual(['first leaves', 'alone', 'next']);
  expect(gate.isClosed).toBe(false);
});

it('ClaimGate lets several be alone one after the other', async () => {
  const gate = new ClaimGate();
  let inside = 0;
  const one = async () => {
    const leave = await gate.enterAlone();
    inside++;
    expect(inside).toBe(1);
    await Promise.resolve();
    inside--;
    leave();
  };
  await Promise.all([one(), one(), one()]);
});

it('ClaimGate is not opened by one who leaves twice while another is alone', async () => {
  const gate = new ClaimGate();
  const leaveFirst = await gate.enterAlone();
  leaveFirst();
  const leaveSecond = await gate.enterAlone();
  leaveFirst();
  expect(gate.isClosed).toBe(true);
  leaveSecond();
  expect(gate.isClosed).toBe(false);
});
