export { EXACT_NUMBER, isExactNumber, isExactValue } from './exact-number.ts';
export { endOfNumber, type JsonBounds, type JsonScan, scanJson, skipString } from './scan-json.ts';
