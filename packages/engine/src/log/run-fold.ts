/**
 * What readers of a run were shown after each event of its log. A compiled plan is a `FoldPlan`: `beginFold(plan)`, then
 * `fold.add(event)` for each event in order, then `fold.show()`. The store's equivalence suite compares it with what stores show.
 */
export { beginFold, RunFold } from '@ag06/protocol';
