/** The words of a link's fragment: `#preset=tutorial&fresh`, `#plan=1.Gyb-g...`. Unknown words are left for later versions. */
export interface Link {
  preset?: string;
  /** A lesson or a challenge, by its name. */
  lesson?: string;
  /** As `readPlanLink` takes it. */
  plan?: string;
  /** Forget what is stored, for the next group at this machine. */
  fresh: boolean;
  /** Inside of another page: the card and Run. */
  embed?: true;
  /** Before an audience. */
  present?: true;
}

export function readLink(hash: string): Link {
  const asked = new URLSearchParams(hash.replace(/^#/, ''));
  const preset = asked.get('preset');
  const lesson = asked.get('lesson');
  const plan = asked.get('plan');
  return {
    fresh: asked.has('fresh'),
    ...(asked.has('embed') && { embed: true }),
    ...(asked.has('present') && { present: true }),
    ...(preset && { preset }),
    ...(lesson && { lesson }),
    ...(plan !== null && { plan }),
  };
}
