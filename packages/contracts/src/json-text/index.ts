export { EXACT_NUMBER, isExactNumber, isExactValue } from './exact-number.ts';
export { endOfNumber, scanJson, skipString } from './scan-json.ts';
