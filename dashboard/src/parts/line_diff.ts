// Which lines of a file were taken away and which were added: the longest common run of lines stays.
export interface Line {
  sign: ' ' | '-' | '+';
  text: string;
}

const most_cells = 4_000_000; // of the table below; larger changes are shown as a whole

export function line_diff(before: string[], after: string[]): Line[] {
  let from = 0;
  while (from < before.length && from < after.length && before[from] === after[from]) ++from;
  let end = 0;
  while (end < before.length - from && end < after.length - from && before.at(-1 - end) === after.at(-1 - end)) ++end;
  const same = (lines: string[]): Line[] => lines.map((text) => ({ sign: ' ', text }));
  return [
    ...same(before.slice(0, from)),
    ...between(before.slice(from, before.length - end), after.slice(from, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

function between(before: string[], after: string[]): Line[] {
  const gone = (text: string): Line => ({ sign: '-', text });
  const came = (text: string): Line => ({ sign: '+', text });
  if (before.length * after.length > most_cells) return [...before.map(gone), ...after.map(came)];
  const wide = after.length + 1;
  const longest = new Uint32Array((before.length + 1) * wide);
  for (let i = before.length - 1; i >= 0; --i)
    for (let j = after.length - 1; j >= 0; --j)
      longest[i * wide + j] = before[i] === after[j] ? longest[(i + 1) * wide + j + 1]! + 1 : Math.max(longest[(i + 1) * wide + j]!, longest[i * wide + j + 1]!);
  const lines: Line[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ sign: ' ', text: before[i]! });
      ++i, ++j;
    } else if (j >= after.length || (i < before.length && longest[(i + 1) * wide + j]! >= longest[i * wide + j + 1]!)) lines.push(gone(before[i++]!));
    else lines.push(came(after[j++]!));
  }
  return lines;
}

// Changed lines with some of their surroundings; null stands for what was left out.
export function with_surroundings(lines: Line[], around = 3): (Line | null)[] {
  const near = new Set<number>();
  lines.forEach((line, index) => {
    if (line.sign !== ' ') for (let at = index - around; at <= index + around; ++at) near.add(at);
  });
  const shown: (Line | null)[] = [];
  lines.forEach((line, index) => {
    if (near.has(index)) shown.push(line);
    else if (shown.length > 0 && shown.at(-1) !== null) shown.push(null);
  });
  return shown;
}
