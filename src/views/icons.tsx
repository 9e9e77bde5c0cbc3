import {
  Activity,
  ArrowRight,
  Ban,
  Check,
  CircleSlash,
  Clock3,
  Hourglass,
  Lock,
  type LucideIcon,
  SkipForward,
  Wrench,
  X,
  Zap,
} from 'lucide-react';
import type { OutcomeKind } from '../run/types.ts';
import type { ToolKind } from '../tools/catalogue.ts';

/** What a call is. The cross is not among them: it means failed, nothing else. */
const KIND: Record<ToolKind, LucideIcon> = {
  fast: ArrowRight,
  slow: Clock3,
  failing: Zap,
  flaky: Activity,
  hanging: Hourglass,
  blocking: Lock,
};

export function KindIcon({ kind }: { kind: ToolKind | undefined }) {
  const Icon = kind ? KIND[kind] : Wrench;
  return <Icon size={16} strokeWidth={1.8} className="text-ink2" aria-hidden />;
}

const OUTCOME: Record<OutcomeKind, { Icon: LucideIcon; colour: string }> = {
  succeeded: { Icon: Check, colour: 'text-ok' },
  failed: { Icon: X, colour: 'text-fail' },
  timedOut: { Icon: Clock3, colour: 'text-late' },
  cancelled: { Icon: CircleSlash, colour: 'text-ink2' },
  skipped: { Icon: SkipForward, colour: 'text-ink2' },
  rejected: { Icon: Ban, colour: 'text-fail' },
};

export function OutcomeIcon({ kind }: { kind: OutcomeKind }) {
  const { Icon, colour } = OUTCOME[kind];
  return <Icon size={16} strokeWidth={2} className={`pop ${colour}`} aria-hidden />;
}
