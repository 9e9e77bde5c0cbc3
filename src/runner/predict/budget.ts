/**
 * Far above a class's largest plans (10,000 calls with three attempts each make 110,000 events), and far below what
 * the page has memory for: at its end a log has taken a few seconds and 100 MB.
 */
export const MOST_EVENTS = 500_000;

/** Of virtual time; a tool that polls its clock makes no events. */
export const MOST_MOMENTS = 500_000;
