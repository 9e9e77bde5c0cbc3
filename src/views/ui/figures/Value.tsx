interface ValueProps {
  /** The same name has the same value wherever it is drawn. */
  name: string;
  /** In ms, calls or as a ratio. */
  value: number | undefined;
  text: string;
  className?: string;
}

/** A figure. Has no `value` attribute while it is unknown or infinite. */
export function Value({ name, value, text, className = 'font-semibold text-ink' }: ValueProps) {
  const known = value !== undefined && Number.isFinite(value);
  return (
    <data data-name={name} className={className} {...(known && { value: String(Math.round(value * 1000) / 1000) })}>
      {text}
    </data>
  );
}
