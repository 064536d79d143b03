import type { Level, Part, ServerMessage } from "../model/index.ts";

/** A line that looks like a signature's and must not match. */
export type NearMiss = ServerMessage & { readonly why: string };

/** A line of the postmaster or another background process: nothing between the colons of `::@:`. `LOG` unless said. */
export function background(message: string, level: Level = "info", part: Part = "message"): ServerMessage {
  return { level, part, message, background: true };
}

/** A line of a client's session. `LOG` unless said. */
export function session(message: string, level: Level = "info", part: Part = "message"): ServerMessage {
  return { level, part, message, background: false };
}

/** A near miss and what would be wrong with taking it. */
export function miss(line: ServerMessage, why: string): NearMiss {
  return { ...line, why };
}

/**
 * A near miss for every word of a wording: the same line without that word.
 *
 * @param words the words to leave out, one at a time; all of the message's when none are named
 */
export function lacking(line: ServerMessage, ...words: readonly string[]): readonly NearMiss[] {
  const all = line.message.split(" ");
  const chosen = words.length === 0 ? all : words;
  return chosen.map((word) => {
    const at = all.indexOf(word);
    return miss({ ...line, message: all.filter((_, i) => i !== at).join(" ") }, `lacks "${word}"`);
  });
}

/** The near miss of every line that only the postmaster writes: a session that raised the same text itself. */
export function raised(message: string, level: Level = "info", part: Part = "message"): NearMiss {
  return miss(session(message, level, part), "a session can RAISE LOG any text; the postmaster's prefix names no user");
}
