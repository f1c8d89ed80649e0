/** Made by `npm run cases:equivalence`. */
export const FIRST_SEEDS: readonly number[] = [
  1740, 4197, 791, 975, 2283, 201, 5543, 119, 750, 4237, 18, 1330,
];
