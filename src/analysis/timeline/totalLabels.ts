import { difference, duration, exact } from '../format/format.ts';
import { figure, type RichText, richText } from '../format/richText.ts';
import type { Proof } from '../metrics/proof.ts';

/** `predicted 1.000, +3 ms`: follows the measured total. */
export function predictedText({ predicted, overhead, steered }: Proof): RichText {
  if (steered) return richText('steered by hand');
  if (predicted === undefined) return [];
  const text = exact(predicted);
  if (overhead === undefined) return richText('predicted ', figure('Predicted', predicted, text));
  return richText(
    'predicted ',
    figure('Predicted', predicted, text.replace(/ s$/, '')),
    ', ',
    figure('Overhead', overhead, difference(overhead)),
  );
}

/** The label of the dimension line: `1.20 s saved`, against one by one. */
export function savedText({ saved }: Pick<Proof, 'saved'>): string {
  return saved === undefined ? '' : `${duration(saved)} saved`;
}
