/** The logo: one node, three branches. */
export function Mark() {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <g className="stroke-accent">
        <circle cx="3" cy="10" r="1.6" className="fill-accent" />
        <path d="M5 10C9 10 8 3.5 12 3.5h5M5 10h12M5 10c4 0 3 6.500 7 6.500h5" />
      </g>
    </svg>
  );
}
