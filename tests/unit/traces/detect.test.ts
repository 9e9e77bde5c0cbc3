import { describe, expect, it } from 'vitest';
import { checkBytes, detect, HEAD_BYTES, readWith } from '../../../src/traces/detect.ts';
import { FORMATS } from '../../../src/traces/formats.ts';
import { type FileFormat, TraceError } from '../../../src/traces/types.ts';
import { MOST_BYTES, sizeProblem } from '../../../src/traces/unsupported.ts';
import { frozen } from '../support/frozen.ts';

const SAVED = frozen('run-files').map(({ text }) => text);
const WHAT_CAN = 'Fanout opens Fanout runs.';

function problemOf(act: () => unknown): TraceError {
  try {
    act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(TraceError);
    return thrown as TraceError;
  }
  throw new Error('it was opened');
}

const refused = (text: string) => problemOf(() => readWith({ name: 'x.json', text }, FORMATS)).found;

describe('a file is opened by its content', () => {
  it('a saved run by its first field, whatever the file is called', () => {
    for (const text of SAVED)
      expect(readWith({ name: 'notes.txt', text: `\uFEFF${text}` }, FORMATS).opened.kind).toBe('run');
    expect(detect({ name: 'notes.txt', text: SAVED[0]?.slice(0, 40) ?? '' }, FORMATS)).toMatchObject([
      { format: { id: 'fanout-run' }, confidence: 1 },
    ]);
  });

  it('and by a mark behind the beginning, where another program has sorted the fields', () => {
    const [text = ''] = SAVED;
    const { format, ...rest } = JSON.parse(text);
    const sorted = JSON.stringify({ a: 'x'.repeat(HEAD_BYTES), ...rest, format });
    expect(readWith({ name: 'x', text: sorted }, FORMATS).opened.run.events.length).toBeGreaterThan(0);
  });

  it('of several claims the most confident wins, of equal ones the first listed', () => {
    const claims = (id: string, confidence: number): FileFormat<string> => ({
      id,
      label: id,
      accepts: () => confidence,
      read: () => id,
    });
    const formats = [claims('no', 0), claims('maybe', 0.4), claims('sure', 0.9), claims('sure too', 0.9)];
    expect(detect({ name: '', text: '' }, formats).map(({ format }) => format.id)).toEqual([
      'sure',
      'sure too',
      'maybe',
    ]);
    expect(readWith({ name: '', text: '' }, formats).opened).toBe('sure');
  });

  it('a trace that quotes a run file is not one', () => {
    const quoted = JSON.stringify({ resourceSpans: [], note: '{"format":"fanout-run"}' });
    expect(refused(quoted)).toContain('OpenTelemetry');
  });
});

describe('what cannot be opened is named', () => {
  it.each<[string, number[]]>([
    ['It is compressed with gzip.', [0x1f, 0x8b, 8, 0]],
    ['It is a zip archive.', [0x50, 0x4b, 3, 4]],
    ['It is compressed with Zstandard.', [0x28, 0xb5, 0x2f, 0xfd]],
    ['It is text in UTF-16.', [0xff, 0xfe, 0x7b, 0]],
    ['It is not a text file.', [0x89, 0x50, 0x4e, 0x47, 0, 0]],
  ])('%s', (found, bytes) => {
    expect(problemOf(() => checkBytes(new Uint8Array(bytes), FORMATS))).toMatchObject({ found, supported: WHAT_CAN });
  });

  it.each([
    ['It is empty.', ' \n'],
    ['It is a web page (HTML).', '\n<!DOCTYPE html><html></html>'],
    ['It is not JSON.', 'nothing'],
    ['It is JSON of a kind that Fanout does not know.', '[]'],
    ['It is JSON of a kind that Fanout does not know (its first fields: “apples”, “b.c”).', '{"apples": 1, "b.c": 2}'],
  ])('%s', (found, text) => {
    expect(refused(text)).toBe(found);
  });

  it.each([
    ['an OpenTelemetry (OTLP) trace', '{"resourceSpans":[{"resource":{}}]}'],
    ['a Chrome trace', '{"traceEvents":[]}'],
    ['a Chrome trace', '[\n  { "pid": 0, "ph": "X", "ts": 0 },'],
    ['a Jaeger trace', '{"data":[{"traceID":"8","spans":[{"operationName":"o"}]}]}'],
    ['a Langfuse trace', '{"id":"t","observations":[]}'],
    ['a LangSmith trace', '{"post":[{"id":"3","run_type":"llm"}]}'],
    ['an OpenAI Agents trace', '{"object":"trace","id":"trace_4"}\n{"object":"trace.span"}'],
    ['a Phoenix trace', '[{"name":"x","context":{"trace_id":"1","span_id":"2"}}]'],
    ['a Copilot CLI session', '{"type":"tool.execution_start","data":{}}'],
    ['a Codex session', '{"timestamp":"t","type":"session_meta","payload":{}}'],
    ['a Claude Code session', '{"parentUuid":null,"sessionId":"s","type":"user","uuid":"u"}'],
    ['a LangGraph event stream', '{"event":"on_tool_start","run_id":"1"}'],
    ['a LangGraph debug stream', '[{"type":"checkpoint","timestamp":"2024"}]'],
    ['an OpenCode session', '{"info":{},"messages":[{"info":{},"parts":[]}]}'],
    ['a list of chat messages', '{"messages":[{"lc":1,"type":"constructor"}]}'],
    ['a list of chat messages', '[{"role": "user", "content": "hi"}]'],
  ])('%s', (tool, text) => {
    expect(refused(text)).toBe(`It looks like ${tool}, which Fanout cannot read yet.`);
  });

  it('a file above the limit, with the limit', () => {
    expect(sizeProblem(MOST_BYTES, FORMATS)).toBeUndefined();
    expect(sizeProblem(MOST_BYTES + 1, FORMATS)?.message).toBe(
      `It is larger than 100 MB. ${WHAT_CAN} Choose one of at most 100 MB.`,
    );
  });
});
