/** A number of the proof, in ms or as a ratio. Has no `value` attribute while it is unknown or infinite. */
export function Value({ name, value, text }: { name: string; value: number | undefined; text: string }) {
  const known = value !== undefined && Number.isFinite(value);
  return (
    <data
      data-name={name}
      className="font-semibold text-ink"
      {...(known && { value: String(Math.round(value * 1000) / 1000) })}
    >
      {text}
    </data>
  );
}
