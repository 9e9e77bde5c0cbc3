import { useId } from 'react';
import { embedCode } from '../../store/share/sharing.ts';
import { CopyField } from './CopyField.tsx';

/** HTML code for slides, documents and notebooks. */
export function EmbedPart({ link, name }: { link: string; name: string | undefined }) {
  const id = useId();
  return (
    <details className="share-more">
      <summary className="mb-2">
        Embed <span className="text-ink2 text-small">in slides, docs and notebooks</span>
      </summary>
      <label htmlFor={id} className="sr-only">
        Embed code
      </label>
      <CopyField id={id} text={embedCode(link, name)} rows={3} label="Copy embed code" />
    </details>
  );
}
