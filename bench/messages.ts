export interface BareRequest {
  over: 'sleeps' | 'tools';
  /** In ms, one for each call. */
  latencies: number[];
}

export interface BareAnswer {
  /** In ms. */
  total: number;
}
