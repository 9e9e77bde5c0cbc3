/** The most calls that a plan may have, at every door: what one lets in, all others can write and read again. */
export const MOST_CALLS = 20_000;
