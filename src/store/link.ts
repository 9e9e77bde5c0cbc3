/** What a link's fragment asks for: `#preset=tutorial&fresh`. Unknown words are left for later versions. */
export interface Link {
  preset?: string;
  /** Forget what is stored, for the next group at this machine. */
  fresh: boolean;
  /** Inside of another page: the card and Run. */
  embed: boolean;
  /** Before an audience. */
  present: boolean;
}

export function readLink(hash: string): Link {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const preset = asked.get('preset');
  return {
    fresh: asked.has('fresh'),
    embed: asked.has('embed'),
    present: asked.has('present'),
    ...(preset && { preset }),
  };
}
