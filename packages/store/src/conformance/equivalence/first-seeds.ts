/** Made by `npm run cases:equivalence`. */
export const FIRST_SEEDS: readonly number[] = [1037, 87, 795, 2038, 1524, 2198, 2216, 85, 693];
