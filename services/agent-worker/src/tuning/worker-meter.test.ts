/**
 * The process is given another memory here.
 * @jest-environment node
 */
import { afterEach, expect, it, jest } from '@jest/globals';
import { WorkerMeter } from './worker-meter.ts';

afterEach(() => void jest.restoreAllMocks());

it('A meter that is skipped asks for no memory, and one that is read looks up the limit once', () => {
  const limit = jest.spyOn(process, 'constrainedMemory').mockReturnValue(1);
  const used = jest.spyOn(process.memoryUsage, 'rss').mockReturnValue(100);
  const meter = new WorkerMeter();
  meter.skip();
  expect(used).not.toHaveBeenCalled();
  expect(meter.read().memoryShare).toBe(1);
  expect(meter.read().memoryShare).toBe(1);
  expect(used).toHaveBeenCalledTimes(2);
  expect(limit).toHaveBeenCalledTimes(1);
});
