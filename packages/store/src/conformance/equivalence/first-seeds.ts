/** Made by `npm run cases:equivalence`. */
export const FIRST_SEEDS: readonly number[] = [4816, 1184, 4366, 3712, 730, 2651, 523, 4992, 5491];
