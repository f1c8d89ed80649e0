import { describe, expect, it } from '@jest/globals';
import { UnlockedSightings } from './unlocked-sightings.ts';

const TOO_LONG_MS = 14_000;

describe('a job that is seen without its lock', () => {
  it('has been so for too long when looks that follow each other found it so', () => {
    const sightings = new UnlockedSightings(TOO_LONG_MS);
    expect(sightings.isLong('j|7', true, 0)).toBe(false);
    expect(sightings.isLong('j|7', true, 30_000)).toBe(true);
  });

  it('has not been so for too long when two looks far apart found it so', () => {
    const sightings = new UnlockedSightings(TOO_LONG_MS);
    expect(sightings.isLong('j|7', true, 0)).toBe(false);
    expect(sightings.isLong('j|7', true, 600_000)).toBe(false);
    expect(sightings.isLong('j|7', true, 630_000)).toBe(true);
  });

  it('begins anew when it was seen locked in between, or is held by somebody else', () => {
    const sightings = new UnlockedSightings(TOO_LONG_MS);
    sightings.isLong('j|7', true, 0);
    expect(sightings.isLong('j|7', false, 20_000)).toBe(false);
    expect(sightings.isLong('j|7', true, 40_000)).toBe(false);
    expect(sightings.isLong('j|8', true, 60_000)).toBe(false);
  });
});
