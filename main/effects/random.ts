/** A random number in [0, 1). Passed in so that tests can choose it. */
export type Random = () => number;
