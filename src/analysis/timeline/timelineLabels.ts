import type { Ms } from '../../run/types.ts';
import { clip, count, duration, exact, list, percent } from '../format/format.ts';
import { ratio } from '../format/ratio.ts';
import { figure, type RichText, richText, type TextPart } from '../format/richText.ts';
import type { Proof } from '../metrics/proof.ts';

/** `slow_1 (error_1 equal)`. */
export function slowestName({ slowest }: Proof): string {
  if (!slowest) return '';
  const { id, equal } = slowest;
  return equal.length === 0
    ? clip(id, 40)
    : `${clip(id, 40)} (${equal.length > 2 ? `${count(equal.length)} others` : list(equal)} equal)`;
}

/** A tick's title: `predicted 1.00 s, measured 1.003 s, +0.3 %`. */
export function tickText(predictedMs: Ms, measuredMs: Ms): string {
  const times = ratio(measuredMs, predictedMs);
  const sign = times === undefined ? '' : `, ${times >= 1 ? '+' : ''}${percent(times - 1)}`;
  return `predicted ${duration(predictedMs)}, measured ${exact(measuredMs)}${sign}`;
}

/** `peak 4, 2 still running`. */
export function peakText(peak: number, stillRunning: number): RichText {
  return richText(
    'peak ',
    figure('Peak', peak, count(peak)),
    ...(stillRunning > 0 ? [', ', figure('Still running', stillRunning, `${count(stillRunning)} still running`)] : []),
  );
}

/** `3 results lost`. */
export function lostText(lost: number): TextPart {
  return figure('Results lost', lost, `${count(lost)} ${lost === 1 ? 'result' : 'results'} lost`);
}
