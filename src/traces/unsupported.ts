import { type FileFormat, type FileHead, TraceError } from './types.ts';

/** Why a file cannot be opened. Each message says what was found, what can be opened and what to do. */

/** One document of more would hold up the page for seconds. */
export const MOST_BYTES = 100_000_000;

const ANOTHER = 'Choose such a file.';

/** The first bytes of files that people have beside their traces. */
const SIGNATURES: readonly { bytes: readonly number[]; found: string; todo: string }[] = [
  { bytes: [0x1f, 0x8b], found: 'It is compressed with gzip.', todo: 'Unpack it and open the file inside.' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], found: 'It is a zip archive.', todo: 'Unpack it and open a file inside.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], found: 'It is compressed with Zstandard.', todo: 'Unpack it first.' },
  { bytes: [0xff, 0xfe], found: 'It is text in UTF-16.', todo: 'Save it again as UTF-8.' },
  { bytes: [0xfe, 0xff], found: 'It is text in UTF-16.', todo: 'Save it again as UTF-8.' },
];

/** Traces of other tools, by what stands in their first characters; the first that fits names the tool. */
const OTHER_TOOLS: readonly { found: string; marks: readonly RegExp[] }[] = [
  { found: 'an OpenTelemetry (OTLP) trace', marks: [/"(?:resourceSpans|instrumentationLibrarySpans)"/] },
  { found: 'a Chrome trace', marks: [/"traceEvents"/] },
  { found: 'a Chrome trace', marks: [/"ph"\s?:\s?"\w"/, /"ts"\s?:/] },
  { found: 'a Jaeger trace', marks: [/"operationName"/, /"traceID"/] },
  { found: 'a Langfuse trace', marks: [/"observations"/] },
  { found: 'a LangSmith trace', marks: [/"(?:run_type|dotted_order)"/] },
  { found: 'an OpenAI Agents trace', marks: [/"object"\s?:\s?"trace(?:\.span)?"/] },
  { found: 'a Phoenix trace', marks: [/"context"/, /"span_id"/] },
  { found: 'a Copilot CLI session', marks: [/"type"\s?:\s?"(?:tool\.execution_\w+|session\.start)"/] },
  { found: 'a Codex session', marks: [/"type"\s?:\s?"(?:session_meta|response_item)"/] },
  { found: 'a Claude Code session', marks: [/"sessionId"/, /"(?:uuid|leafUuid|parentUuid)"/] },
  { found: 'a LangGraph event stream', marks: [/"event"\s?:\s?"on_\w+"/, /"run_id"/] },
  { found: 'a LangGraph debug stream', marks: [/"type"\s?:\s?"(?:task|task_result|checkpoint)"/, /"timestamp"/] },
  { found: 'an OpenCode session', marks: [/"info"/, /"messages"/, /"parts"/] },
  {
    found: 'a list of chat messages',
    marks: [/"lc"\s?:\s?1|"type"\s?:\s?"(?:human|ai)"|"role"\s?:\s?"(?:user|assistant)"/],
  },
];

/** Only of a file that would be read as one document. */
export function sizeProblem(bytes: number, formats: readonly FileFormat<unknown>[]): TraceError | undefined {
  if (bytes <= MOST_BYTES) return undefined;
  const most = `${MOST_BYTES / 1_000_000} MB`;
  return new TraceError(`It is larger than ${most}.`, supported(formats), `Choose one of at most ${most}.`);
}

/** Of the first bytes; `undefined` where they are text. */
export function contentProblem(bytes: Uint8Array, formats: readonly FileFormat<unknown>[]): TraceError | undefined {
  const known = SIGNATURES.find((one) => one.bytes.every((byte, i) => bytes[i] === byte));
  if (known) return new TraceError(known.found, supported(formats), known.todo);
  if (bytes.includes(0)) return new TraceError('It is not a text file.', supported(formats), ANOTHER);
  return undefined;
}

/** Of a text that no format claims. */
export function unclaimed({ text }: FileHead, formats: readonly FileFormat<unknown>[]): TraceError {
  const can = supported(formats);
  const start = text.slice(0, 1000).trimStart();
  if (start === '') return new TraceError('It is empty.', can, ANOTHER);
  if (/^<(?:!doctype html|html|!--)/i.test(start))
    return new TraceError(
      'It is a web page (HTML).',
      can,
      'If Fanout saved this page, open it in a browser tab of its own.',
    );
  const json = start.startsWith('{') || start.startsWith('[');
  const other = json && OTHER_TOOLS.find(({ marks }) => marks.every((mark) => mark.test(text)));
  if (other) return new TraceError(`It looks like ${other.found}, which Fanout cannot read yet.`, can, ANOTHER);
  if (!json) return new TraceError('It is not JSON.', can, ANOTHER);
  return new TraceError(`It is JSON of a kind that Fanout does not know${fieldsOf(text)}.`, can, ANOTHER);
}

/** The names of the first fields, to recognise the file by. */
function fieldsOf(text: string): string {
  const names = [...text.matchAll(/"([\w.$-]{1,40})"\s?:/g)].slice(0, 3).map(([, name]) => `“${name}”`);
  return names.length > 0 ? ` (its first fields: ${names.join(', ')})` : '';
}

function supported(formats: readonly FileFormat<unknown>[]): string {
  const labels = formats.map(({ label }) => `${label}s`);
  return `Fanout opens ${labels.length > 1 ? `${labels.slice(0, -1).join(', ')} and ${labels.at(-1)}` : labels[0]}.`;
}
