import type { DynamicStructuredTool } from '@langchain/core/tools';
import * as z from 'zod/mini';
import type { Tool } from '../../engine/types.ts';
import { type ArgumentField, complaintOf } from '../../tools/arguments.ts';
import { CATALOGUE } from '../../tools/catalogue.ts';
import { KINDS } from '../../tools/kinds.ts';
import { simulatedTools } from '../../tools/simulated.ts';
import { fromLangChain } from './fromLangChain.ts';
import { toLangChain } from './toLangChain.ts';

/** The simulated tools as LangChain tools. `fast_tool` and `slow_tool` are the tutorial's. */
export const simulatedLangChainTools: readonly DynamicStructuredTool[] = CATALOGUE.map(({ kind }, position) => {
  const { fields, description } = KINDS[kind];
  const plain = simulatedTools[position] as Tool;
  return toLangChain(plain, { schema: schemaOf(fields), description });
});

/** A simulated tool that takes any arguments, called through LangChain as the others are. */
export function throughLangChain(tool: Tool): Tool {
  return fromLangChain(toLangChain(tool, { schema: z.looseObject({}), description: `Simulated: ${tool.name}` }));
}

function schemaOf(fields: readonly ArgumentField[]): z.ZodMiniObject {
  return z.object(Object.fromEntries(fields.map((field) => [field.name, schemaOfField(field)])));
}

function schemaOfField(field: ArgumentField): z.ZodMiniType {
  const schema = bare(field).check(z.describe(field.about));
  return field.required ? schema : z.optional(schema);
}

function bare(field: ArgumentField): z.ZodMiniType {
  const error = ({ input }: { input?: unknown }) => complaintOf(field, input);
  switch (field.type) {
    case 'text':
      return z.string({ error }).check(z.maxLength(field.max, { error }));
    case 'number':
      return z.number({ error }).check(z.minimum(field.min, { error }), z.maximum(field.max, { error }));
    case 'whole':
      return z.int({ error }).check(z.minimum(field.min, { error }), z.maximum(field.max, { error }));
    case 'flag':
      return z.boolean({ error });
  }
}
