export { Draws } from './plant/draws.ts';
export { EventLine } from './plant/event-line.ts';
export { scalable } from './plants/closed-plant.ts';
export { parseSeeds } from './seeds.ts';
