export { HedgeBudget } from '../attempt/hedge-budget.ts';
export { FastLoop } from '../tuning/fast-loop/fast-loop.ts';
export { ofSize } from '../tuning/of-size.ts';
