import { WEEK_S, type Week } from '../statistics.ts';
import { MARGIN, type Mark, type Size } from './shape.ts';

/** Least distance of two labels. */
const SPACE = 76;
/** Steps in months, because a label per week does not fit a long time. */
const STEPS = [1, 2, 3, 6, 12, 24, 60] as const;

const DAY = new Intl.DateTimeFormat('en-US', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const MONTH = new Intl.DateTimeFormat('en-US', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** Returns the labels of the x axis: each week, or the first days of months. */
export function timeMarks(weeks: readonly Week[], { width }: Size): Mark[] {
  const most = Math.max(1, Math.floor((width - MARGIN.left - MARGIN.right) / SPACE));
  if (weeks.length <= most) return weeks.map(({ start }) => ({ value: start + WEEK_S / 2, label: formatDay(start) }));
  const months = listMonths(weeks);
  const step = STEPS.find((each) => months.length / each <= most) ?? 120;
  const marks = months.filter((month) => month % step === 0).map((month) => monthMark(month));
  return marks.length > 0 ? marks : [{ value: weeks[0]?.start ?? 0, label: formatDay(weeks[0]?.start ?? 0) }];
}

/** Returns a week as the date of its Monday: `Mar 2`. */
export function formatDay(seconds: number): string {
  return DAY.format(seconds * 1000);
}

/** Returns the months, counted from year 0, that begin within the weeks. */
function listMonths(weeks: readonly Week[]): number[] {
  const [from, until] = [weeks[0]?.start ?? 0, (weeks.at(-1)?.start ?? 0) + WEEK_S];
  const monthOf = (seconds: number) => {
    const date = new Date(seconds * 1000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const first = monthOf(from - 1) + 1;
  return Array.from({ length: Math.max(0, monthOf(until) - first + 1) }, (_, index) => first + index);
}

function monthMark(month: number): Mark {
  const start = Date.UTC(Math.floor(month / 12), month % 12);
  return { value: start / 1000, label: MONTH.format(start) };
}
