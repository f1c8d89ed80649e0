/** Made by `npm run cases:equivalence`. */
export const FIRST_SEEDS: readonly number[] = [974, 975, 2090, 2175, 5164, 3546, 3208, 655];
