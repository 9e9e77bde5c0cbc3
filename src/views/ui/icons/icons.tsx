import {
  Activity,
  ArrowRight,
  Ban,
  Check,
  CircleSlash,
  Clock3,
  Hourglass,
  LifeBuoy,
  Lock,
  type LucideIcon,
  SkipForward,
  Unplug,
  Wrench,
  X,
  Zap,
} from 'lucide-react';
import { memo } from 'react';
import { type IconName, MARK_STYLES, type MarkKey } from '../../../analysis/timeline/marks.ts';
import type { ToolKind } from '../../../run/types.ts';

/** Icons of the tool kinds. A cross is not among them, because it means failure. */
const KIND: Record<ToolKind, LucideIcon> = {
  fast: ArrowRight,
  slow: Clock3,
  failing: Zap,
  flaky: Activity,
  hanging: Hourglass,
  blocking: Lock,
};

// Memoised: lucide's icons render with their parent, thirty times a second in a live run.
export const KindIcon = memo(function KindIcon({ kind }: { kind: ToolKind | undefined }) {
  const Icon = kind ? KIND[kind] : Wrench;
  return <Icon size={16} strokeWidth={1.8} className="text-ink2" aria-hidden />;
});

const ICON: Record<IconName, LucideIcon> = {
  check: Check,
  cross: X,
  clock: Clock3,
  slash: CircleSlash,
  skip: SkipForward,
  ban: Ban,
  rescue: LifeBuoy,
  lost: Unplug,
};

interface MarkIconProps {
  mark: MarkKey;
  size?: number;
  className?: string;
}

/** The icon of a mark; nothing if it has none. */
export const MarkIcon = memo(function MarkIcon({ mark, size = 16, className = '' }: MarkIconProps) {
  const { icon, tone = '' } = MARK_STYLES[mark];
  const Icon = icon && ICON[icon];
  return Icon ? <Icon size={size} strokeWidth={2} className={className || tone} aria-hidden /> : null;
});

export function OutcomeIcon({ mark }: { mark: MarkKey }) {
  return <MarkIcon mark={mark} className={`pop ${MARK_STYLES[mark].tone}`} />;
}
