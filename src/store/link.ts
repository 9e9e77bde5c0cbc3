/** What a link's fragment asks for: `#preset=tutorial&fresh`. Unknown words are left for later versions. */
export interface Link {
  preset?: string;
  /** A lesson or a challenge, by its name. */
  lesson?: string;
  /** Forget what is stored, for the next group at this machine. */
  fresh: boolean;
}

export function readLink(hash: string): Link {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const preset = asked.get('preset');
  const lesson = asked.get('lesson');
  return { fresh: asked.has('fresh'), ...(preset && { preset }), ...(lesson && { lesson }) };
}
