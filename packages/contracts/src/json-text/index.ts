export { EXACT_NUMBER, isExactNumber, isExactValue } from './exact-number.ts';
export { endOfNumber, type JsonBounds, scanJson, skipString } from './scan-json.ts';
