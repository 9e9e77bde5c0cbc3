import { lexer, type Token, type Tokens } from 'marked';
import { Fragment, type ReactNode } from 'react';

/** Renders the lessons' Markdown as React elements. The library only tokenises; no HTML is generated. */
export function Markdown({ text }: { text: string }) {
  return <>{each(lexer(text), block)}</>;
}

function each(tokens: readonly Token[] | undefined, draw: (token: Token) => ReactNode): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no id, and their order never changes.
  return tokens?.map((token, i) => <Fragment key={i}>{draw(token)}</Fragment>);
}

function block(token: Token): ReactNode {
  switch (token.type) {
    case 'paragraph':
      return <p>{each(token.tokens, inline)}</p>;
    case 'heading':
      return <h3>{each(token.tokens, inline)}</h3>;
    case 'code':
      return (
        <pre>
          <code>{token.text}</code>
        </pre>
      );
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      const List = ordered ? 'ol' : 'ul';
      return (
        <List>
          {each(items, (item) => (
            <li>{each((item as Tokens.ListItem).tokens, block)}</li>
          ))}
        </List>
      );
    }
    case 'space':
      return null;
    default:
      return inline(token);
  }
}

function inline(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{each(token.tokens, inline)}</strong>;
    case 'em':
      return <em>{each(token.tokens, inline)}</em>;
    case 'codespan':
      return <code>{token.text}</code>;
    case 'br':
      return <br />;
    case 'text':
    case 'escape':
      return 'tokens' in token && token.tokens ? each(token.tokens, inline) : token.text;
    default:
      // Links, images and HTML do not occur in the lessons: shown as source text.
      return token.raw;
  }
}
