import { Bar, BarChart, CartesianGrid, LabelList, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { duration, exact } from '../../analysis/format.ts';
import { strategyLabel } from '../../analysis/strategies.ts';
import { measuredProof, predictedProof, shownRun, strategyViews } from '../../store/selectors.ts';
import { useFanout } from '../useFanout.ts';

/** The strategies' totals, predicted and measured, against the sum and the slowest call. */
export default function CompareTab() {
  const views = useFanout(strategyViews);
  // Of failed calls that ran again these are other sums than the strategies'.
  const again = useFanout((state) => shownRun(state)?.again !== undefined);
  const predicted = useFanout((state) => (again ? undefined : predictedProof(state)));
  const measured = useFanout((state) => (again ? undefined : measuredProof(state)));
  const proof = measured ?? predicted;
  const seconds = (ms: number | undefined) => (ms !== undefined && Number.isFinite(ms) ? ms / 1000 : undefined);
  const rows = views.map(({ name, n = 1, predicted: ghost, measured: real }) => ({
    label: strategyLabel(name === 'at-most' || name === 'batches' ? { kind: name, n } : { kind: name }),
    predicted: seconds(ghost),
    measured: seconds(real),
    predictedText: ghost === undefined ? '' : duration(ghost),
    measuredText: real === undefined ? 'not run yet' : exact(real),
  }));
  const sum = seconds(proof?.sum);
  const slowest = seconds(proof?.slowest?.duration);
  return (
    <div className="flex flex-wrap items-start gap-x-6 px-4 py-3">
      <div className="h-[168px] min-w-[300px] flex-1" aria-hidden>
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            // Hidden from readers, who have the table: then nothing in it takes the focus.
            accessibilityLayer={false}
            data={rows}
            layout="vertical"
            margin={{ top: 18, right: 64, bottom: 0, left: 12 }}
            barGap={2}
            barCategoryGap="22%"
          >
            <CartesianGrid horizontal={false} stroke="var(--line-soft)" />
            <XAxis
              type="number"
              unit=" s"
              domain={[0, Math.max(sum ?? 0, ...rows.map((row) => row.predicted ?? 0)) || 1]}
              stroke="var(--ink-3)"
              tick={{ fontSize: 12, fill: 'var(--ink-3)' }}
            />
            <YAxis
              type="category"
              dataKey="label"
              width={92}
              stroke="var(--line)"
              tick={{ fontSize: 12, fill: 'var(--ink)' }}
            />
            {slowest !== undefined && (
              <ReferenceLine
                x={slowest}
                stroke="var(--ink-2)"
                strokeDasharray="3 3"
                label={{ value: 'slowest', position: 'top', fontSize: 11, fill: 'var(--ink-2)' }}
              />
            )}
            {sum !== undefined && (
              <ReferenceLine
                x={sum}
                stroke="var(--ink-2)"
                label={{ value: 'sum', position: 'top', fontSize: 11, fill: 'var(--ink-2)' }}
              />
            )}
            <Bar
              dataKey="predicted"
              fill="none"
              stroke="var(--ink-3)"
              strokeDasharray="4 3"
              barSize={10}
              isAnimationActive={false}
            />
            <Bar dataKey="measured" fill="var(--accent)" barSize={10} isAnimationActive={false}>
              <LabelList dataKey="measuredText" position="right" fontSize={11} fill="var(--ink)" />
            </Bar>
          </BarChart>
        </ResponsiveContainer>
      </div>
      <table className="text-body">
        <caption className="sr-only">Totals of the strategies, predicted and measured</caption>
        <thead>
          <tr className="text-left text-ink2">
            <th scope="col" className="pr-6 pb-1 font-medium">
              Strategy
            </th>
            <th scope="col" className="pr-6 pb-1 text-right font-medium">
              Predicted
            </th>
            <th scope="col" className="pb-1 text-right font-medium">
              Measured
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, predictedText, measuredText, measured: real }) => (
            <tr key={label}>
              <th scope="row" className="py-0.5 pr-6 text-left font-normal">
                {label}
              </th>
              <td className="py-0.5 pr-6 text-right">{predictedText}</td>
              <td className={`py-0.5 text-right ${real === undefined ? 'text-ink3' : 'font-semibold'}`}>
                {measuredText}
              </td>
            </tr>
          ))}
          <tr className="border-line border-t text-ink2">
            <th scope="row" className="pt-1 pr-6 text-left font-normal">
              Sum of all calls
            </th>
            <td className="pt-1 pr-6 text-right">{predicted?.sum === undefined ? '' : duration(predicted.sum)}</td>
            <td className="pt-1 text-right">{measured?.sum === undefined ? '' : exact(measured.sum)}</td>
          </tr>
          <tr className="text-ink2">
            <th scope="row" className="pr-6 text-left font-normal">
              Slowest call
            </th>
            <td className="pr-6 text-right">{predicted?.slowest ? duration(predicted.slowest.duration) : ''}</td>
            <td className="text-right">{measured?.slowest ? exact(measured.slowest.duration) : ''}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}
