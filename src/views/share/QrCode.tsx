import { useMemo } from 'react';
import { qrPath } from './qrPath.ts';

/** Black on white in the dark theme too, because cameras expect it. Renders nothing if the link is too long. */
export function QrCode({ link, className }: { link: string; className?: string }) {
  const qr = useMemo(() => qrPath(link), [link]);
  return (
    qr && (
      <svg
        role="img"
        aria-label="QR code of the link"
        className={className}
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        shapeRendering="crispEdges"
        // Keeps its colours in forced-colors mode.
        style={{ forcedColorAdjust: 'none' }}
      >
        <path fill="#fff" d={`M0 0h${qr.size}v${qr.size}H0z`} />
        <path fill="#000" d={qr.path} />
      </svg>
    )
  );
}
