import type { TestFleet } from '@ag06/test-fleet';
import { afterAll, beforeAll } from '@jest/globals';
import { createHandler } from '../create-handler.ts';
import type { HandlerOptions } from '../options.ts';
import { BASE, createCaller } from './shop-caller.ts';
import { shopOptions, startShopFleet } from './shop-fleet.ts';

/** A shop with its fleet for the tests of a file, and calls of its handler. */
export function useShop() {
  let fleet: TestFleet | undefined;
  const findFleet = (): TestFleet => {
    if (fleet === undefined) throw new Error('The shop is used before its tests begin.');
    return fleet;
  };
  const createShopHandler = (more: Partial<HandlerOptions> = {}) =>
    createHandler({ ...shopOptions(findFleet(), BASE), ...more });
  let handler: ReturnType<typeof createShopHandler>;
  beforeAll(async () => {
    fleet = await startShopFleet();
    handler = createShopHandler();
  });
  afterAll(() => fleet?.stop());
  return {
    ...createCaller(() => handler),
    get fleet() {
      return findFleet();
    },
    /** Another handler of the same shop. */
    createHandler: createShopHandler,
  };
}
