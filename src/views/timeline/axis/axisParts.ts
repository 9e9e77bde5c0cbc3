import { AxisFoot } from './AxisFoot.tsx';
import { AxisTools } from './AxisTools.tsx';
import { axisKey } from './axisKeys.ts';

/** One chunk: all of them are loaded with the first use of any. */
export const axisParts = { AxisFoot, AxisTools, axisKey };
