import { z } from 'zod';
import type { Json } from '../json.ts';

/** Any value of the JSON parser. It is not copied, because copies lose keys such as `__proto__`. */
export const parsedJson = z.unknown() as unknown as z.ZodType<Json>;
