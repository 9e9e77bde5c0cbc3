/**
 * Maximum number of events in a log: above the largest plans (10,000 calls with three attempts each make 110,000 events),
 * and within the page's memory: such a log takes a few seconds and 100 MB.
 */
export const MOST_EVENTS = 500_000;

/** Maximum number of due moments of virtual time: a tool that polls its clock makes no events. */
export const MOST_MOMENTS = 500_000;
