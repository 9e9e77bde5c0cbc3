/** Steps of a slider per arrow key. */
export const ARROWS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
/** The same with Page keys, for sliders with small steps. */
export const ARROWS_AND_PAGES: Readonly<Record<string, number>> = { ...ARROWS, PageUp: 10, PageDown: -10 };
