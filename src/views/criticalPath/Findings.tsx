import { useEffect, useId, useMemo } from 'react';
import type { Finding } from '../../analysis/findings/findings.ts';
import { duration } from '../../analysis/format/format.ts';
import { savesText } from '../../analysis/verdict/findingText.ts';
import { selectHiddenText } from '../../store/answers/display.ts';
import {
  applyFinding,
  causeLines,
  followFindings,
  highlightEvidence,
  selectApplyProblem,
  selectFindings,
} from '../../store/criticalPath/findings.ts';
import type { Path } from '../../store/state.ts';
import { Parts } from '../ui/figures/Parts.tsx';
import { Value } from '../ui/figures/Value.tsx';
import { useActions, useFanout, useFanoutStore } from '../ui/useFanout.ts';
import './findings.css';

/**
 * Below the critical path's sentence: where the time went, which changes would save some of it, and which would not.
 */
export default function Findings({ path }: { path: Path }) {
  const store = useFanoutStore();
  const title = useId();
  const found = useFanout(selectFindings);
  const again = useFanout(({ runs }) => runs[0]?.rerun !== undefined);
  useEffect(() => followFindings(store), [store]);
  useEffect(() => () => highlightEvidence(store, undefined), [store]);
  const hidden = useFanout(selectHiddenText);
  const findings = found?.result?.findings;
  return (
    <section className="findings" aria-labelledby={title}>
      <h2 id={title}>
        Why <Value name="Total" value={path.end} text={duration(path.end)} className="" />
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard. */}
      <div className="findings-body" tabIndex={0}>
        <Causes path={path} />
        <p role="status" className={findings?.length ? 'sr-only' : 'text-ink2'}>
          {again ? 'Findings are about whole runs: press Run for one.' : (hidden ?? statusOf(found?.problem, findings))}
        </p>
        {findings && findings.length > 0 && (
          <ul aria-label="Findings">
            {findings.map((finding) => (
              <FindingLine key={finding.action} finding={finding} />
            ))}
          </ul>
        )}
        {found?.result?.futile.map((text) => (
          <p key={text} className="text-ink2 text-small">
            {text}
          </p>
        ))}
      </div>
    </section>
  );
}

function statusOf(problem: string | undefined, findings: readonly Finding[] | undefined): string {
  if (problem !== undefined) return `What would save time could not be predicted: ${problem}`;
  if (!findings) return 'Predicting what would save time';
  if (findings.length === 0) return 'No change that was tried makes it faster.';
  return findings.length === 1 ? 'One finding' : `${findings.length} findings`;
}

/** One bar as long as the run, divided by cause. */
function Causes({ path }: { path: Path }) {
  const causes = useMemo(() => causeLines(path), [path]);
  return (
    <div className="causes">
      <div className="cause-bar" aria-hidden="true">
        {causes.map(({ cause, ms, figure }) => (
          <i key={cause} className={`cause ${cause}`} title={figure.text} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul aria-label="Where the time went" className="cause-legend">
        {causes.map(({ cause, figure }) => (
          <li key={cause}>
            <i className={`cause ${cause}`} aria-hidden="true" />
            <Parts words={[figure]} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function FindingLine({ finding }: { finding: Finding }) {
  const store = useFanoutStore();
  const { selectRow } = useActions();
  const name = useId();
  const why = useId();
  const { action, because, keys } = finding;
  const problem = useFanout((state) => selectApplyProblem(state, finding));
  const highlight = () => highlightEvidence(store, finding);
  const unhighlight = () => highlightEvidence(store, undefined);

  return (
    <li
      className="finding"
      onPointerEnter={highlight}
      onPointerLeave={unhighlight}
      onFocus={highlight}
      onBlur={unhighlight}
    >
      <button type="button" id={name} className="finding-text" title={because} onClick={() => selectRow(keys[0])}>
        {action}:{' '}
        <Value
          name={`Finding: ${action}`}
          value={finding.total}
          text={savesText(finding).replace(/(\d) s\b/g, '$1\u00a0s')}
          className="font-bold"
        />
      </button>
      <button
        type="button"
        className="link-button"
        aria-describedby={`${name} ${why}`}
        aria-disabled={problem !== undefined}
        title={problem}
        onClick={() => problem === undefined && applyFinding(store, finding)}
      >
        Apply
      </button>
      <span id={why} className="sr-only">
        {problem}
      </span>
    </li>
  );
}
