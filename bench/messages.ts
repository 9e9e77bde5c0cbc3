export interface BareRequest {
  over: 'sleeps' | 'tools';
  /** In ms, one for each call. */
  latencies: number[];
}

export interface BareAnswer {
  /** In ms. */
  total: number;
}

export type RivalName = 'recharts' | 'vis-timeline';

/** Of one call, in ms. */
export interface RivalBar {
  id: string;
  from: number;
  to: number;
}

export interface RivalAnswer {
  firstDrawMs: number;
  /** Intervals between animation frames while it pans, and while the playhead moves; in ms. */
  pan: number[];
  scrub: number[];
}

export interface FoldAnswer {
  ms: number;
}
