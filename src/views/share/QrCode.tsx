import { useMemo } from 'react';
import { qrPath } from './qrPath.ts';

/** Black on white in the dark too: that is what cameras look for. */
export function QrCode({ link }: { link: string }) {
  const qr = useMemo(() => qrPath(link), [link]);
  return (
    <figure className="share-qr">
      {qr ? (
        <svg
          role="img"
          aria-label="QR code of the link"
          viewBox={`0 0 ${qr.size} ${qr.size}`}
          shapeRendering="crispEdges"
        >
          <path fill="#fff" d={`M0 0h${qr.size}v${qr.size}H0z`} />
          <path fill="#000" d={qr.path} />
        </svg>
      ) : (
        <p className="text-ink2 text-small">
          The link is too long for a QR code. Show a preset or a shorter plan, or send the run as a file.
        </p>
      )}
    </figure>
  );
}
