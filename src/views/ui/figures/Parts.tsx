import type { RichText } from '../../../analysis/format/richText.ts';
import { Value } from './Value.tsx';

export function Parts({ words }: { words: RichText }) {
  return words.map(({ text, strong, name, value }, i) => {
    const className = strong ? 'text-accent not-italic' : '';
    if (name !== undefined)
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no id.
      return <Value key={i} name={name} value={value} text={text} className={className} />;
    return strong ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no id.
      <em key={i} className={className}>
        {text}
      </em>
    ) : (
      text
    );
  });
}
