import { useDeferredValue, useMemo, useState } from 'react';
import './code.css';
import { type Code, codeOf, TARGETS } from '../../../code/generateCode.ts';
import { notebookOf } from '../../../code/notebook.ts';
import { selectDocument } from '../../../store/plan/document.ts';
import { download } from '../../ui/download.ts';
import { useActions, useFanout } from '../../ui/useFanout.ts';
import { CodeLines } from './CodeLines.tsx';

/** The plan as a program in the chosen language; follows every edit. */
export function CodeTab() {
  const plan = useDeferredValue(useFanout((state) => selectDocument(state).plan));
  const chosen = useFanout((state) => state.codeTarget);
  const { selectCodeTarget } = useActions();
  const target = TARGETS.find(({ name }) => name === chosen) ?? TARGETS[0];
  const code = useMemo(() => codeOf(plan, target.name), [plan, target]);
  return (
    <div className="code-tab">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-soft border-b px-4 py-1.5 phone:px-2.5">
        <fieldset className="flex min-w-0 flex-1 flex-wrap gap-x-4 text-body phone:grid phone:basis-full phone:grid-cols-2 phone:gap-x-1 phone:text-small">
          <legend className="sr-only">Write it as</legend>
          {TARGETS.map(({ name, title }) => (
            <label key={name} className="flex min-h-7 items-center gap-1.5 whitespace-nowrap phone:min-h-11">
              <input
                type="radio"
                name="code-target"
                className="accent-accent"
                checked={name === target.name}
                onChange={() => selectCodeTarget(name)}
              />
              {title}
            </label>
          ))}
        </fieldset>
        <div className="ml-auto flex items-center gap-2">
          <Copy code={code} />
          {target.name === 'notebook' && (
            <button
              type="button"
              className="outline-button phone:min-h-11"
              onClick={() => download(notebookOf(plan), 'plan.ipynb')}
            >
              Download .ipynb
            </button>
          )}
          <button
            type="button"
            className="outline-button phone:min-h-11"
            title={code.fileName}
            onClick={() => download(code.text, code.fileName)}
          >
            Download
          </button>
        </div>
      </div>
      {code.gaps.map((gap) => (
        <p key={gap} className="border-soft border-b px-4 py-1.5 text-ink2 text-small">
          <b className="font-[560] text-ink">Not quite as on the page.</b> {gap}
        </p>
      ))}
      <CodeLines code={code} />
    </div>
  );
}

function Copy({ code }: { code: Code }) {
  const [copied, setCopied] = useState<{ code: Code; well: boolean }>();

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(code.text);
      setCopied({ code, well: true });
    } catch {
      setCopied({ code, well: false });
    }
  }

  // The status disappears when the code has changed since it was copied.
  const status = copied?.code !== code ? '' : copied.well ? 'copied' : 'the browser refused';
  return (
    <>
      <span role="status" className="text-ink2 text-small">
        {status}
      </span>
      <button type="button" className="outline-button phone:min-h-11" onClick={() => void copy()}>
        Copy
      </button>
    </>
  );
}
