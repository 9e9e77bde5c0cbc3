// @ts-check
/**
 * Replaces lucide's icon component. The page uses none of its features (context, names, computed widths, classes): an icon
 * is drawn with its size and the given attributes. Its lines are passed as separate children, so they need no keys.
 *
 * @returns {import('vite').Plugin}
 */
export function leanIcons() {
  return {
    name: 'fanout:lean-icons',
    enforce: 'pre',
    load: (id) => (id.endsWith('/lucide-react/dist/esm/createLucideIcon.mjs') ? DRAW : undefined),
    transform: (code, id) =>
      id.includes('/lucide-react/dist/esm/icons/')
        ? { code: code.replace(/,?\s*\bkey: "[^"]*"/g, '').replace(/\bname: "[^"]*",\s*size: 24,/, ''), map: null }
        : undefined,
  };
}

const DRAW = `
import { createElement } from 'react';
const line = ([tag, attributes]) => createElement(tag, attributes);
export default ({ node }) => ({ size = 24, ...others }) =>
  createElement('svg', {
    viewBox: '0 0 24 24',
    width: size,
    height: size,
    fill: 'none',
    stroke: 'currentColor',
    strokeWidth: 2,
    strokeLinecap: 'round',
    strokeLinejoin: 'round',
    ...others,
  }, ...node.map(line));
`;
