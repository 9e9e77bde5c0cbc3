import { isDeepStrictEqual } from 'node:util';
import type { CaseGroup, NodeClass } from './case.ts';

export interface Compared {
  /** docs/langgraph-toolnode.md. */
  text: string;
  cases: number;
  intended: number;
  /** A line for each node that does not do what the list says. */
  wrong: string[];
}

/** Runs every case on both nodes and writes what they do as tables. */
export async function compared(
  groups: readonly CaseGroup[],
  nodes: { theirs: NodeClass; ours: NodeClass },
  version: string,
): Promise<Compared> {
  const lines: string[] = [];
  const wrong: string[] = [];
  let cases = 0;
  let intended = 0;
  for (const group of groups) {
    const rows = [['The node', "LangGraph's", 'ours']];
    for (const one of group.cases) {
      const theirs = await one.run(nodes.theirs);
      const ours = await one.run(nodes.ours);
      cases++;
      if (!isDeepStrictEqual(theirs, one.sees)) wrong.push(`LangGraph's node ${one.name}: ${JSON.stringify(theirs)}`);
      if (!isDeepStrictEqual(ours, one.intended ? one.intended.sees : one.sees))
        wrong.push(`Our node ${one.name}: ${JSON.stringify(ours)}`);
      const name = cell(one.name);
      if (one.intended) {
        intended++;
        rows.push([name, 'otherwise', `yes. ${cell(one.intended.why)}`]);
      } else rows.push([name, 'yes', isDeepStrictEqual(theirs, ours) ? 'yes' : 'otherwise']);
    }
    lines.push(`## ${group.title}`, '', ...tableOf(rows), '');
  }
  const summary = `${cases} cases: ${cases - intended} without a difference, ${intended} with an intended one, ${wrong.length} with another.`;
  return { text: [intro(version, summary), ...lines.slice(0, -1), ''].join('\n'), cases, intended, wrong };
}

/** As the formatter pads it. */
function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((one, i) => one.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}

const cell = (text: string) => text.replaceAll('|', '\\|');

function intro(version: string, summary: string): string {
  return `# Our ToolNode beside LangGraph's

Written by \`npm run compare-toolnode -- --write\`, which runs each case on both nodes, side by side: the \`ToolNode\` of
\`@langchain/langgraph\` ${version} and the one of \`fanout/langgraph\`, both without options beyond LangGraph's own. The unit
tests run the same list (\`tests/toolNode/cases.ts\`). What ours can do in addition is in [langgraph.md](langgraph.md).

${summary}

Not compared: a subclass that overrides \`runTool\`. LangGraph's node calls it for each call; ours runs the calls of a
message together and calls it for none.
`;
}
