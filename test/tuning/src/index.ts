export { Draws } from './plant/draws.ts';
export { scalable } from './plants/closed-plant.ts';
export { parseSeeds } from './seeds.ts';
