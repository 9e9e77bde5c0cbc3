import encodeQR from 'qr';

/** The most bytes of a QR code's largest version, with the least and with the usual correction of errors. */
const MOST = 2953;
const MOST_USUAL = 2331;
/** The standard's quiet zone, in modules. */
export const QUIET = 4;

/** The dark modules as one path, each a square of side 1; `undefined` when the text is too long for any QR code. */
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
