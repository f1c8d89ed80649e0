import { describeObjects } from './conformance/describe-objects.ts';
import { MemoryObjects } from './memory-objects.ts';

describeObjects('memory', async () => ({ objects: new MemoryObjects(), close: async () => {} }));
