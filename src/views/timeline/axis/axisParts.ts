import { AxisFoot } from './AxisFoot.tsx';
import { AxisTools } from './AxisTools.tsx';
import { axisKey } from './axisKeys.ts';

/** One file to load: all of them come with the first use of any. */
export const axisParts = { AxisFoot, AxisTools, axisKey };
