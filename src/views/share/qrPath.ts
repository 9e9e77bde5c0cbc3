import encodeQR from 'qr';

/** Capacity in bytes of the largest QR code, at the lowest and at the usual level of error correction. */
const MOST = 2953;
const MOST_USUAL = 2331;
/** Width of the standard's quiet zone, in modules. */
export const QUIET = 4;

/** The dark modules as one SVG path of unit squares; `undefined` if the text is too long for a QR code. */
export function qrPath(text: string): { path: string; size: number } | undefined {
  const { length } = new TextEncoder().encode(text);
  if (length > MOST) return undefined;
  const rows = encodeQR(text, 'raw', { ecc: length > MOST_USUAL ? 'low' : 'medium', border: QUIET });
  let path = '';
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      path += `M${from} ${y}h${x + 1 - from}v1H${from}z`;
    }
  });
  return { path, size: rows.length };
}
