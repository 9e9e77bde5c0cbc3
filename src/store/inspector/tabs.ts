/** A tab of the inspector. */
export interface InspectorTab {
  /** Its name in links and in ids of the page. */
  readonly id: (typeof TABS)[number]['id'];
  readonly label: string;
}

/**
 * The inspector's tabs in their order. The state's `Tab`, links, the command palette and the inspector read this list;
 * the inspector's views are a record by `Tab`, which does not compile while a tab has no view.
 */
export const TABS = [
  { id: 'state', label: 'State' },
  { id: 'log', label: 'Log' },
  { id: 'metrics', label: 'Metrics' },
  { id: 'compare', label: 'Compare' },
  { id: 'code', label: 'Code' },
] as const satisfies readonly { readonly id: string; readonly label: string }[];
