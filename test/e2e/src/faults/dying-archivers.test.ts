import { afterAll, beforeAll, it } from '@jest/globals';
import {
  type ArchivingFleet,
  expectEventsArchived,
  expectRunsArchived,
  startArchivingFleet,
} from '../expect-archived.ts';
import { pointsIn, type Scene } from '../fault-table.ts';

const namesIn = (scene: Scene) => pointsIn(scene).map(([point]) => point);

let archiving: ArchivingFleet;
beforeAll(async () => {
  archiving = await startArchivingFleet();
}, 60_000);
afterAll(() => archiving.stop());

it(
  'runs that dispatchers archive, while one dies at each point of the table, are all found, each once, as they were',
  () => expectRunsArchived(archiving, namesIn('a dispatcher that archives')),
  300_000,
);

it(
  'old events of a stream, while a dispatcher dies at each point of their archive, are all read in order, each once',
  () => expectEventsArchived(archiving, namesIn('a dispatcher that archives streams')),
  200_000,
);
