/** What the arrow keys are to a slider, in steps. */
export const ARROWS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
/** Where a step is small. */
export const ARROWS_AND_PAGES: Readonly<Record<string, number>> = { ...ARROWS, PageUp: 10, PageDown: -10 };
