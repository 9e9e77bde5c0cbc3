import type { RichText } from '../../analysis/format/richText.ts';

export function Parts({ words }: { words: RichText }) {
  return words.map(({ text, strong }, i) =>
    strong ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no id.
      <em key={i} className="text-accent not-italic">
        {text}
      </em>
    ) : (
      text
    ),
  );
}
