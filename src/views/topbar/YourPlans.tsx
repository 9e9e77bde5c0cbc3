import '../../lessons/allPresets.ts';
import { useState } from 'react';
import { callsText as countOf } from '../../analysis/format/format.ts';
import { restorePlan } from '../../store/open/openPlan.ts';
import { deletePlan, type SavedPlan, savedPlans, undeletePlan } from '../../store/yourPlans/yourPlans.ts';
import { closeDialogOf, Dialog } from '../ui/dialog/Dialog.tsx';
import { download } from '../ui/download.ts';
import { useActions, useFanoutStore } from '../ui/useFanout.ts';

export function YourPlans() {
  const { internals } = useFanoutStore();
  const { closePlans } = useActions();
  const [plans] = useState(() => savedPlans(internals.storage));
  return (
    <Dialog title="Your plans" className="w-[35rem] max-w-[92vw]" onClose={closePlans}>
      <p className="px-5 pb-3 text-ink2">
        When a link, a file or a preset replaces your plan, it is kept here. The last ten stay in this browser.
      </p>
      {plans.length === 0 ? (
        <p className="px-5 pb-5">There are no earlier plans.</p>
      ) : (
        <ul className="border-line border-t pb-2">
          {plans.map((plan) => (
            <Entry key={plan.key} plan={plan} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function Entry({ plan }: { plan: SavedPlan }) {
  const store = useFanoutStore();
  const { storage } = store.internals;
  const [deleted, setDeleted] = useState(false);
  const [problem, setProblem] = useState(false);
  const { title, key, calls, lessons, text } = plan;
  const when = WHEN.format(plan.at);
  const named = `${title}, ${when}`;
  const about = [when, plan.problem ?? countOf(calls), ...(lessons === null ? [] : ['with lesson progress'])];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-5 py-2 last:border-b-0">
      <span className="min-w-40 flex-1">
        <b className="wrap-anywhere block font-[560]">{deleted ? <s>{title}</s> : title}</b>
        <span className="wrap-anywhere block text-ink2 text-small">{about.join(' · ')}</span>
        {problem && (
          <span role="alert" className="block text-fail text-small">
            The browser’s storage is full: the plan could not be put back.
          </span>
        )}
      </span>
      {deleted ? (
        <button
          key="undo"
          // The focused button was removed.
          ref={focused}
          type="button"
          className="outline-button"
          aria-label={`Undo: delete ${named}`}
          onClick={() => {
            const back = undeletePlan(storage, plan);
            setProblem(!back);
            setDeleted(!back);
          }}
        >
          Undo
        </button>
      ) : (
        <span className="flex gap-2">
          {plan.problem === undefined ? (
            <button
              type="button"
              className="outline-button"
              aria-label={`Restore ${named}`}
              onClick={({ currentTarget }) => {
                closeDialogOf(currentTarget);
                restorePlan(store, plan);
              }}
            >
              Restore
            </button>
          ) : (
            <button
              type="button"
              className="outline-button"
              aria-label={`Download ${named}`}
              onClick={() => download(text, 'fanout-plan.txt')}
            >
              Download
            </button>
          )}
          <button
            type="button"
            className="quiet-button"
            aria-label={`Delete ${named}`}
            onClick={() => {
              deletePlan(storage, key);
              setDeleted(true);
            }}
          >
            Delete
          </button>
        </span>
      )}
    </li>
  );
}

const focused = (button: HTMLButtonElement | null) => button?.focus();
