import { describeStore } from '../conformance/index.ts';
import { createMemoryStore } from './memory-store.ts';

describeStore('the store in memory', async () => ({ store: createMemoryStore(), stop: async () => {} }));
