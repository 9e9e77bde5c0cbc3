import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { AIMessage, BaseMessage } from '@langchain/core/messages';
import type { ChatResult } from '@langchain/core/outputs';

/** A chat model that answers from a script: the n-th answer after n AI messages; after the last one it repeats the last. */
export class ScriptedModel extends BaseChatModel {
  constructor(private readonly script: readonly AIMessage[]) {
    super({});
  }

  _llmType(): string {
    return 'scripted';
  }

  override bindTools(): this {
    return this;
  }

  async _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const turn = messages.filter(({ type }) => type === 'ai').length;
    const message = this.script[Math.min(turn, this.script.length - 1)] as AIMessage;
    return { generations: [{ text: message.text, message }] };
  }
}
